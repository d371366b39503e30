// SPDX-License-Identifier: GPL-2.0
#include "app/settings.hpp"

#include <algorithm>
#include <cstddef>
#include <thread>

#include <CLI/CLI.hpp>

namespace loopsim::app {
namespace {

std::string check_setting(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  return equals == std::string::npos || equals == 0 ? "expected KEY=VALUE, found '" + setting + "'" : "";
}

}  // namespace

void add_set_option(CLI::App& parser, std::vector<std::string>& settings) {
  parser.add_option("--set", settings, "KEY=VALUE: a dotted path into the file or its machine; may be repeated")
      ->allow_extra_args(false)
      ->check(check_setting);
}

std::vector<scenarios::Override> overrides_of(const std::vector<std::string>& settings) {
  std::vector<scenarios::Override> overrides;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    overrides.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
  }
  return overrides;
}

int default_jobs() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

void add_jobs_option(CLI::App& parser, int& jobs, const std::string& description) {
  parser.add_option("--jobs", jobs, description)->check(CLI::Range(1, 4096))->capture_default_str();
}

}  // namespace loopsim::app
