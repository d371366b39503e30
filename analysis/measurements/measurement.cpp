// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/measurement.hpp"

#include <initializer_list>

#include <fmt/format.h>

#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

std::string joined(std::initializer_list<std::string> parts) {
  std::string name;
  for (const std::string& part : parts) {
    if (!part.empty()) {
      name += name.empty() ? part : "/" + part;
    }
  }
  return name;
}

std::string device_text(const Measurement& row) {
  return row.device_latency ? fmt::format("{}@{}", row.device, scenarios::duration_text(*row.device_latency))
                            : row.device;
}

// fio's defaults are not worth a word.
std::string job_text(const Measurement& row) {
  std::string text = fmt::format("{}x{}", row.jobs, row.iodepth);
  if (row.bs != 4096) {
    text += "," + scenarios::size_text(row.bs);
  }
  if (row.rwmixread != 50) {
    text += fmt::format(",{}%", row.rwmixread);
  }
  return text;
}

std::string name_with(const Measurement& row, const std::string& policy) {
  return joined({row.fs, device_text(row), row.target, row.mapping, row.rw, job_text(row), row.engine, policy,
                 row.sched, row.accel, row.cpus ? fmt::format("{}cpus", *row.cpus) : "", row.kernel, row.condition});
}

}  // namespace

std::vector<std::string> measured_rw_words() {
  std::vector<std::string> words = scenarios::texts_of(scenarios::kReadWriteWords);
  std::erase_if(words, [](const std::string& word) { return word.ends_with("trim"); });
  return words;
}

std::string name_of(const Measurement& row) { return name_with(row, row.policy); }

std::string name_without_policy(const Measurement& row) { return name_with(row, "*"); }

}  // namespace loopsim::analysis
