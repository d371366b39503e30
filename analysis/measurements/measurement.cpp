// SPDX-License-Identifier: GPL-2.0
#include "analysis/measurements/measurement.hpp"

#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

#include "scenarios/units.hpp"
#include "scenarios/words.hpp"

namespace loopsim::analysis {
namespace {

// Parts that a row does not have are left out.
std::string joined(std::initializer_list<std::string> parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!part.empty()) {
      text += text.empty() ? part : fmt::format("{}{}", separator, part);
    }
  }
  return text;
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
  const std::string cpus = row.cpus ? fmt::format("{}cpus", *row.cpus) : "";
  return joined({row.fs, device_text(row), row.target, row.mapping, row.rw, job_text(row), row.engine, policy,
                 row.sched, row.accel, cpus, row.kernel, row.condition},
                "/");
}

// Where a row was measured, as far as it says so.
std::string machine_text(const Measurement& row) {
  const std::string cpus = row.cpus ? fmt::format("{} CPU{}", *row.cpus, *row.cpus == 1 ? "" : "s") : "";
  return joined({cpus, row.sched, row.accel, row.kernel}, ", ");
}

}  // namespace

std::vector<std::string> measured_rw_words() {
  std::vector<std::string> words = scenarios::texts_of(scenarios::kReadWriteWords);
  std::erase_if(words, [](const std::string& word) { return word.ends_with("trim"); });
  return words;
}

std::string name_of(const Measurement& row) { return name_with(row, row.policy); }

std::string name_without_policy(const Measurement& row) { return name_with(row, "*"); }

std::string heading_of(const Measurement& row) {
  const std::string on = row.target == "bdev" ? device_text(row) : fmt::format("{} on {}", row.fs, device_text(row));
  const std::string design = joined({row.target, on, row.mapping}, ", ");
  return joined({design, machine_text(row), row.condition}, "; ");
}

std::string label_of(const Measurement& row) { return joined({row.rw, job_text(row), row.engine, row.policy}, " "); }

}  // namespace loopsim::analysis
