// SPDX-License-Identifier: GPL-2.0
#include "analysis/trace/trace_events.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace loopsim::analysis {
namespace {

// Microseconds with the nanoseconds behind the point.
struct Timestamp {
  sim::SimTime value;
};

}  // namespace
}  // namespace loopsim::analysis

template <>
struct fmt::formatter<loopsim::analysis::Timestamp> : fmt::formatter<std::string_view> {
  template <typename FormatContext>
  auto format(const loopsim::analysis::Timestamp& time, FormatContext& context) const {
    return fmt::format_to(context.out(), "{}.{:03}", time.value / 1000, time.value % 1000);
  }
};

namespace loopsim::analysis {

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

TraceEvents::TraceEvents(std::FILE* file, std::string_view about) : out_(file) {
  out_.print(R"({{"displayTimeUnit":"ns","otherData":{{"about":{}}},"traceEvents":[)", json_text(about));
}

void TraceEvents::separate() {
  out_.print("{}", events_ == 0 ? "\n" : ",\n");
  ++events_;
}

void TraceEvents::metadata(int process, Track track, std::string_view what, std::string_view key,
                           const std::string& json) {
  separate();
  out_.print(R"({{"ph":"M","name":"{}","ts":0,"pid":{},"tid":{},"args":{{"{}":{}}}}})", what, process, track, key,
             json);
}

void TraceEvents::name_process(int process, std::string_view name) {
  metadata(process, 0, "process_name", "name", json_text(name));
  metadata(process, 0, "process_sort_index", "sort_index", std::to_string(process));
}

TraceEvents::Track TraceEvents::add_track(int process, std::string_view name) {
  tracks_.push_back({.process = process});
  const Track track = tracks_.size() - 1;
  metadata(process, track + 1, "thread_name", "name", json_text(name));
  metadata(process, track + 1, "thread_sort_index", "sort_index", std::to_string(track + 1));
  return track;
}

sim::SimTime TraceEvents::advance(Track track, sim::SimTime at) {
  TrackState& state = tracks_[track];
  state.last = std::max(state.last, at);
  return state.last;
}

void TraceEvents::begin(Track track, std::string_view name, sim::SimTime at, std::uint64_t command) {
  separate();
  ++tracks_[track].depth;
  const Timestamp time{advance(track, at)};
  if (command == 0) {
    out_.print(R"({{"ph":"B","name":{},"ts":{},"pid":{},"tid":{}}})", json_text(name), time, tracks_[track].process,
               track + 1);
  } else {
    out_.print(R"({{"ph":"B","name":{},"ts":{},"pid":{},"tid":{},"args":{{"command":{}}}}})", json_text(name), time,
               tracks_[track].process, track + 1, command);
  }
}

void TraceEvents::begin(Track track, std::string_view name, sim::SimTime at, std::uint64_t command, std::string_view op,
                        std::uint64_t offset, std::uint32_t bytes) {
  separate();
  ++tracks_[track].depth;
  out_.print(
      R"({{"ph":"B","name":{},"ts":{},"pid":{},"tid":{},"args":{{"command":{},"op":"{}","offset":{},"bytes":{}}}}})",
      json_text(name), Timestamp{advance(track, at)}, tracks_[track].process, track + 1, command, op, offset, bytes);
}

void TraceEvents::end(Track track, sim::SimTime at) {
  TrackState& state = tracks_[track];
  if (state.depth == 0) {
    return;
  }
  separate();
  --state.depth;
  if (const std::string_view reason = std::exchange(state.eagain, {}); !reason.empty()) {
    out_.print(R"({{"ph":"E","name":"","ts":{},"pid":{},"tid":{},"args":{{"EAGAIN":"{}"}}}})",
               Timestamp{advance(track, at)}, state.process, track + 1, reason);
    return;
  }
  out_.print(R"({{"ph":"E","name":"","ts":{},"pid":{},"tid":{}}})", Timestamp{advance(track, at)}, state.process,
             track + 1);
}

void TraceEvents::slice(Track track, std::string_view name, sim::SimTime from, sim::SimTime until,
                        std::uint64_t command) {
  separate();
  const sim::SimTime begin = advance(track, from);
  const Timestamp duration{std::max<sim::SimTime>(0, until - begin)};
  const std::string args = command == 0 ? "" : fmt::format(R"(,"args":{{"command":{}}})", command);
  out_.print(R"({{"ph":"X","name":{},"ts":{},"dur":{},"pid":{},"tid":{}{}}})", json_text(name), Timestamp{begin},
             duration, tracks_[track].process, track + 1, args);
  if (command != 0) {
    flow(track, Flow::step, command, begin);
  }
  advance(track, until);
}

void TraceEvents::flow(Track track, Flow flow, std::uint64_t command, sim::SimTime at) {
  separate();
  out_.print(R"({{"ph":"{}","name":"command","cat":"command","id":{},"bp":"e","ts":{},"pid":{},"tid":{}}})",
             static_cast<char>(flow), command, Timestamp{advance(track, at)}, tracks_[track].process, track + 1);
}

void TraceEvents::counter(int process, std::string_view name, sim::SimTime at, std::int64_t value) {
  separate();
  out_.print(R"({{"ph":"C","name":{},"ts":{},"pid":{},"tid":0,"args":{{"value":{}}}}})", json_text(name), Timestamp{at},
             process, value);
}

void TraceEvents::finish(sim::SimTime at) {
  for (Track track = 0; track < tracks_.size(); ++track) {
    while (tracks_[track].depth > 0) {
      end(track, at);
    }
  }
  out_.print("\n]}}\n");
  out_.flush();
}

}  // namespace loopsim::analysis
