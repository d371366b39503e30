// SPDX-License-Identifier: GPL-2.0
#include "analysis/inputs/any_results.hpp"

#include <fmt/format.h>

#include "scenarios/input_error.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& place, const char* message) {
  throw scenarios::InputError({place.string(), 0, 0}, message);
}

}  // namespace

AnyResults read_any_results(const fs::path& place) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(place / name, ignored); };
  if (fs::is_regular_file(place, ignored)) {
    return read_comparison(place);
  }
  if (!fs::is_directory(place, ignored)) {
    refuse(place, "expected a directory that loopsim run, sweep, compare or validate has written; there is none");
  }
  if (has("summary.json")) {
    return read_result(place);
  }
  if (has("results.csv")) {
    return read_sweep(place);
  }
  if (has("validation.json")) {
    return read_validation(place);
  }
  if (has("comparison.json")) {
    return read_comparison(place / "comparison.json");
  }
  if (has("journal")) {
    refuse(place, "the sweep there has not finished: it has no results.csv yet");
  }
  refuse(
      place,
      "expected a directory that loopsim run, sweep, compare or validate has written, but it has none of summary.json, "
      "results.csv, comparison.json and validation.json");
}

}  // namespace loopsim::analysis
