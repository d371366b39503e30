// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <initializer_list>
#include <utility>

#include "models/stage.hpp"
#include "sim/time.hpp"
#include "tests/models/system_run.hpp"

namespace loopsim::models {

// What one command spends in each stage.
using StageTimes = std::array<sim::SimTime, kStages>;

// Stages not named take no time.
StageTimes stage_times(std::initializer_list<std::pair<Stage, sim::SimTime>> times);

// Expects that every command of the closed window of `run` took exactly `expected`, stage by stage, and that the stages
// sum to what fio saw.
void expect_each_command(SystemRun& run, const StageTimes& expected);

}  // namespace loopsim::models
