// SPDX-License-Identifier: GPL-2.0
#include "analysis/validation/table_sections.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "analysis/measurements/run_table.hpp"
#include "scenarios/kernel_text.hpp"
#include "scenarios/machine.hpp"

namespace loopsim::analysis {
namespace {

namespace fs = std::filesystem;
using scenarios::Section;
using scenarios::Value;

std::string text_or(Section& section, std::string_view key, std::string otherwise) {
  const auto value = section.find(key);
  return value ? value->text() : std::move(otherwise);
}

std::string word_or(Section& section, std::string_view key, const std::vector<std::string>& allowed,
                    std::string otherwise) {
  const auto value = section.find(key);
  return value ? value->choice(allowed) : std::move(otherwise);
}

}  // namespace

SimulatedRun read_simulate(const std::optional<Value>& value, SimulatedRun run) {
  if (!value) {
    return run;
  }
  Section section(*value, {"runtime", "ramp_time", "file_size"});
  if (const auto runtime = section.find("runtime")) {
    run.runtime = runtime->duration(sim::kMillisecond, 1'000 * sim::kSecond);
  }
  if (const auto ramp = section.find("ramp_time")) {
    run.ramp_time = ramp->duration(0, 1'000 * sim::kSecond);
  }
  if (const auto size = section.find("file_size")) {
    run.file_size = size->size(std::uint64_t{1} << 20, std::uint64_t{1} << 50);
    if (run.file_size % 4096 != 0) {
      size->fail("expected whole blocks of 4KiB");
    }
  }
  section.finish();
  return run;
}

RowFilter read_where(Section& section) {
  const auto where = section.find("where");
  return where ? RowFilter(*where) : RowFilter();
}

std::vector<TableMachine> read_machines(const std::optional<Value>& value, const fs::path& directory,
                                        const std::vector<scenarios::Override>& overrides) {
  std::vector<TableMachine> machines;
  if (!value) {
    return machines;
  }
  scenarios::MachineFiles files;
  for (const Value::Member& member : value->members()) {
    Section section(member.value, {"file", "where", "kernel"});
    const Value file = section.require("file");
    const fs::path place = file.from_command_line() ? fs::path() : directory;
    TableMachine machine{member.key, scenarios::read_machine(file, place, overrides, files), read_where(section), {}};
    if (const auto kernel = section.find("kernel")) machine.kernel = scenarios::read_kernel(*kernel);
    machines.push_back(std::move(machine));
    section.finish();
  }
  return machines;
}

std::vector<Tolerance> read_tolerances(const std::optional<Value>& value) {
  std::vector<Tolerance> tolerances;
  if (!value) {
    return tolerances;
  }
  for (const Value& item : value->items()) {
    Section section(item, {"where", "percent", "at_least"});
    Tolerance& rule = tolerances.emplace_back(read_where(section));
    if (const auto least = section.find("at_least")) {
      rule.of = Tolerance::Of::every_row;
      rule.relative = least->number(0.1, 1'000) / 100;
    } else {
      rule.relative = section.require("percent").number(0.1, 1'000) / 100;
    }
    section.finish();
  }
  return tolerances;
}

RunFields read_run_fields(const Value& value) {
  Section section(value,
                  {"kernel", "accel", "vcpus", "sched", "condition", "fs", "device", "target", "mapping", "policy"});
  RunFields fields;
  const Value kernel = section.require("kernel");
  fields.kernel = kernel.text();
  try {
    static_cast<void>(era_of(fields.kernel));
  } catch (const std::invalid_argument& error) {
    kernel.fail(error.what());
  }
  fields.accel = text_or(section, "accel", "");
  if (const auto cpus = section.find("vcpus")) {
    fields.cpus = cpus->small_integer(1, 1'024);
  }
  fields.sched = text_or(section, "sched", "");
  fields.condition = text_or(section, "condition", "");
  fields.target = word_or(section, "target", measured_targets(), "loop");
  fields.fs = fields.target == "bdev" ? text_or(section, "fs", "") : section.require("fs").text();
  fields.device = section.require("device").text();
  fields.mapping = section.require("mapping").choice(measured_mappings());
  fields.policy = word_or(section, "policy", measured_policies(), fields.target == "loop" ? "workqueue" : "direct");
  section.finish();
  return fields;
}

double tolerance_of(const Measurement& row, const std::vector<Tolerance>& tolerances) {
  const auto said = [&](Tolerance::Of of, double otherwise) {
    const auto rule =
        std::ranges::find_if(tolerances, [&](const Tolerance& t) { return t.of == of && t.where.takes(row); });
    return rule == tolerances.end() ? otherwise : rule->relative;
  };
  const auto spread = row.spread();
  const double known = spread ? *spread : said(Tolerance::Of::single_runs, kDefaultTolerance);
  return std::max(known, said(Tolerance::Of::every_row, 0));
}

}  // namespace loopsim::analysis
