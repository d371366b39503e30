// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::app {

// What the program tells the shell.
inline constexpr int kOk = 0;
inline constexpr int kRunFailed = 1;      // a simulation failed, results could not be written, or a limit was exceeded
inline constexpr int kUsage = 2;          // the command line is wrong
inline constexpr int kBadInput = 3;       // a scenario, machine file, measurement or result directory is wrong
inline constexpr int kInterrupted = 130;  // SIGINT or SIGTERM

}  // namespace loopsim::app
