// SPDX-License-Identifier: GPL-2.0
#include "tests/analysis/trace/trace_schema.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

namespace loopsim::analysis {
namespace {

using nlohmann::json;
using Track = std::pair<int, int>;

class Checker {
 public:
  TraceContents check(const json& document) {
    require(document.is_object() && document.at("traceEvents").is_array(), document, "an object with traceEvents");
    for (const json& event : document["traceEvents"]) {
      take(event);
    }
    for (const auto& [track, open] : depth_) {
      if (open != 0) throw std::runtime_error("a slice is open at the end: " + names_[track]);
    }
    for (const auto& [id, state] : flows_) {
      if (state != 'f') throw std::runtime_error("an arrow without an end: " + std::to_string(id));
    }
    for (const Track& track : used_) {
      if (!names_.contains(track) || !processes_.contains(track.first)) throw std::runtime_error("a track has no name");
    }
    contents_.flows = flows_.size();
    return contents_;
  }

 private:
  static void require(bool right, const json& event, const char* rule) {
    if (!right) throw std::runtime_error(std::string(rule) + ": " + event.dump());
  }

  void take(const json& event) {
    for (const char* key : {"ts", "pid", "tid"}) {
      require(event.contains(key) && event[key].is_number() && event[key] >= 0, event, key);
    }
    for (const char* key : {"ph", "name"}) {
      require(event.contains(key) && event[key].is_string(), event, key);
    }
    const std::string phase = event["ph"];
    require(phase.size() == 1 && std::string("BEXCMstf").find(phase) != std::string::npos, event, "a known phase");
    ++contents_.phases[phase];
    const Track track{event["pid"], event["tid"]};
    if (phase == "M") {
      take_name(event, track);
      return;
    }
    if (phase == "C") {
      take_counter(event);
      return;
    }
    used_.insert(used_.end(), track);
    const double at = event["ts"];
    require(at >= last_[track] - 1e-9, event, "time goes back");
    last_[track] = at;
    take_on_track(event, phase.front(), track, at);
  }

  void take_on_track(const json& event, char phase, const Track& track, double at) {
    if (phase == 'B') {
      require(at >= busy_until_[track] - 1e-6, event, "a slice in another");
      ++depth_[track];
      ++contents_.slices[event["name"]];
    } else if (phase == 'E') {
      require(--depth_[track] >= 0, event, "an end without a beginning");
    } else if (phase == 'X') {
      require(event.at("dur").is_number() && event["dur"] >= 0, event, "dur");
      require(at >= busy_until_[track] - 1e-6, event, "a slice in another");
      busy_until_[track] = at + event["dur"].get<double>();
      ++contents_.slices[event["name"]];
    } else {
      const bool in_slice = depth_[track] > 0 || at <= busy_until_[track] + 1e-6;
      require(in_slice, event, "an arrow outside of any slice");
      take_flow(event, phase);
    }
  }

  void take_flow(const json& event, char phase) {
    char& state = flows_[event.at("id").get<std::uint64_t>()];
    require(phase == 's' ? state == 0 : state == 's', event, "an arrow out of order");
    if (phase != 't') state = phase;
  }

  void take_name(const json& event, const Track& track) {
    const std::string what = event["name"];
    if (what == "process_name") {
      require(processes_.emplace(track.first, event["args"].at("name")).second, event, "a process named twice");
    } else if (what == "thread_name") {
      require(names_.emplace(track, event["args"].at("name")).second, event, "a track named twice");
      contents_.process_of[event["args"]["name"]] = processes_.at(track.first);
    } else {
      require(what == "process_sort_index" || what == "thread_sort_index", event, "known metadata");
      require(event["args"].at("sort_index").is_number(), event, "a number");
    }
  }

  void take_counter(const json& event) {
    const std::int64_t value = event.at("args").at("value");
    require(event["ts"] >= last_counter_, event, "time of counters goes back");
    last_counter_ = event["ts"];
    std::int64_t& highest = contents_.highest_counter[event["name"]];
    highest = std::max(highest, value);
  }

  TraceContents contents_;
  std::map<Track, double> last_;
  std::map<Track, double> busy_until_;
  std::map<Track, int> depth_;
  std::map<Track, std::string> names_;
  std::map<int, std::string> processes_;
  std::map<std::uint64_t, char> flows_;
  std::vector<Track> used_;
  double last_counter_ = 0;
};

}  // namespace

TraceContents check_trace(const std::string& text) { return Checker().check(json::parse(text)); }

}  // namespace loopsim::analysis
