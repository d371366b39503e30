// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/fio_json.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/measurements/run_table.hpp"
#include "scenarios/close_match.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

using Json = nlohmann::json;
using scenarios::in_quotes;
using scenarios::InputError;
using scenarios::Place;

// A value in the document with its path, for messages.
class Node {
 public:
  Node(const Json& json, std::string path, const std::string& file)
      : json_(json), path_(std::move(path)), file_(file) {}

  [[noreturn]] void fail(std::string_view message) const {
    throw InputError({file_, 0, 0}, path_.empty() ? std::string(message) : fmt::format("{}: {}", path_, message));
  }

  std::optional<Node> find(const std::string& key) const {
    const auto found = json_.find(key);
    return found == json_.end() ? std::nullopt : std::optional(Node(*found, child(key), file_));
  }

  Node require(const std::string& key) const {
    if (auto node = find(key)) {
      return *node;
    }
    fail(fmt::format("expected {} here, as fio writes it", in_quotes(key)));
  }

  std::vector<Node> items() const {
    if (!json_.is_array()) {
      fail(fmt::format("expected a list, got {}", json_.type_name()));
    }
    std::vector<Node> nodes;
    nodes.reserve(json_.size());
    for (std::size_t i = 0; i < json_.size(); ++i) {
      nodes.emplace_back(json_[i], fmt::format("{}[{}]", path_, i), file_);
    }
    return nodes;
  }

  // Name and value of each member, in alphabetical order.
  std::vector<std::pair<std::string, Node>> members() const {
    if (!json_.is_object()) {
      fail(fmt::format("expected an object, got {}", json_.type_name()));
    }
    std::vector<std::pair<std::string, Node>> nodes;
    nodes.reserve(json_.size());
    for (auto member = json_.begin(); member != json_.end(); ++member) {
      nodes.emplace_back(member.key(), Node(member.value(), child(member.key()), file_));
    }
    return nodes;
  }

  std::string text() const {
    if (!json_.is_string()) {
      fail(fmt::format("expected a text, got {}", json_.type_name()));
    }
    return json_.get<std::string>();
  }

  double not_negative() const {
    if (!json_.is_number() || !(json_.get<double>() >= 0)) {
      fail(fmt::format("expected a number not below 0, got {}", in_quotes(json_.dump())));
    }
    return json_.get<double>();
  }

  std::uint64_t count() const {
    if (!json_.is_number_unsigned()) {
      fail(fmt::format("expected a count, got {}", in_quotes(json_.dump())));
    }
    return json_.get<std::uint64_t>();
  }

 private:
  std::string child(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }

  const Json& json_;
  std::string path_;
  const std::string& file_;
};

template <typename Number>
Number number_key(const Node& node, const std::string& key) {
  Number value{};
  const char* end = key.data() + key.size();
  const auto result = std::from_chars(key.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || value < 0) {
    node.fail(fmt::format("expected a number as key, got {}", in_quotes(key)));
  }
  return value;
}

FioLatency read_latency(const Node& node) {
  FioLatency latency;
  latency.mean = node.require("mean").not_negative();
  if (const auto percentiles = node.find("percentile")) {
    for (const auto& [key, value] : percentiles->members()) {
      latency.percentiles.push_back({number_key<double>(value, key), value.not_negative()});
    }
    std::ranges::sort(latency.percentiles, {}, &Percentile::per_cent);
  }
  if (const auto bins = node.find("bins")) {
    for (const auto& [key, value] : bins->members()) {
      latency.bins[number_key<std::int64_t>(value, key)] = value.count();
    }
  }
  return latency;
}

std::optional<FioLatency> find_latency(const Node& direction, const std::string& key) {
  const auto node = direction.find(key);
  return node ? std::optional(read_latency(*node)) : std::nullopt;
}

FioDirection read_direction(const std::optional<Node>& node) {
  FioDirection direction;
  if (!node) {
    return direction;
  }
  direction.total_ios = node->require("total_ios").count();
  direction.iops = node->require("iops").not_negative();
  if (direction.total_ios > 0) {
    direction.slat = find_latency(*node, "slat_ns");
    direction.clat = find_latency(*node, "clat_ns");
    direction.lat = find_latency(*node, "lat_ns");
  }
  return direction;
}

void add_options(const std::optional<Node>& node, std::map<std::string, std::string>& options) {
  if (node) {
    for (const auto& [key, value] : node->members()) {
      options[key] = value.text();
    }
  }
}

FioJob read_job(const Node& node, const std::optional<Node>& global_options) {
  FioJob job;
  job.name = node.require("jobname").text();
  if (const auto error = node.find("error"); error && error->count() != 0) {
    error->fail(fmt::format("job {} ended with error {}", in_quotes(job.name), error->count()));
  }
  add_options(global_options, job.options);
  add_options(node.require("job options"), job.options);
  const auto read = node.find("read");
  const auto write = node.find("write");
  if (!read && !write) {
    node.fail("expected 'read' or 'write' here, as fio writes it");
  }
  job.read = read_direction(read);
  job.write = read_direction(write);
  job.usr_cpu = node.require("usr_cpu").not_negative();
  job.sys_cpu = node.require("sys_cpu").not_negative();
  job.ctx = node.require("ctx").count();
  return job;
}

Place place_of_byte(std::string_view text, std::size_t byte, const std::string& file) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {file, static_cast<int>(std::ranges::count(before, '\n')) + 1,
          static_cast<int>(before.size() - line_start) + 1};
}

Json parse(std::string_view text, const std::string& file) {
  const std::size_t start = text.find('{');
  if (start == std::string_view::npos) {
    throw InputError({file, 0, 0}, "expected the JSON that fio prints with --output-format=json, found no '{'");
  }
  try {
    return Json::parse(text.substr(start));
  } catch (const Json::parse_error& error) {
    // nlohmann counts bytes from 1; past the end it means that the text stopped short.
    const std::size_t byte = start + (error.byte > 0 ? error.byte - 1 : 0);
    throw InputError(place_of_byte(text, byte, file), byte >= text.find_last_not_of(" \t\r\n") + 1
                                                          ? "the JSON stops here; the file may be cut short"
                                                          : "this is no JSON from here on");
  }
}

void check_version(const Node& top) {
  const auto version = top.find("fio version");
  if (!version) {
    top.fail("expected the JSON that fio prints with --output-format=json, but it has no 'fio version'");
  }
  const std::string text = version->text();
  int major = 0;
  if (text.starts_with("fio-")) {
    std::from_chars(text.data() + 4, text.data() + text.size(), major);
  }
  if (major < 3) {
    version->fail(fmt::format("expected fio-3 or later, whose latencies are in ns, got {}", in_quotes(text)));
  }
}

}  // namespace

std::string FioJob::option(const std::string& key, const std::string& otherwise) const {
  const auto found = options.find(key);
  return found == options.end() ? otherwise : found->second;
}

FioOutput parse_fio_json(std::string_view text, const std::string& file) {
  const Json document = parse(text, file);
  const Node top(document, "", file);
  check_version(top);
  FioOutput output{file, top.require("fio version").text(), {}};
  for (const Node& job : top.require("jobs").items()) {
    output.jobs.push_back(read_job(job, top.find("global options")));
  }
  if (output.jobs.empty()) {
    top.fail("jobs: expected at least one job");
  }
  return output;
}

}  // namespace loopsim::analysis
