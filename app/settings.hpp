// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "scenarios/scenario.hpp"

namespace loopsim::app {

// Adds `--set KEY=VALUE`, which may be repeated.
void add_set_option(CLI::App& parser, std::vector<std::string>& settings);

// What was given to it.
std::vector<scenarios::Override> overrides_of(const std::vector<std::string>& settings);

// Processes at a time unless the user says otherwise: one for each CPU.
int default_jobs();

// Adds `--jobs N`.
void add_jobs_option(CLI::App& parser, int& jobs, const std::string& description);

}  // namespace loopsim::app
