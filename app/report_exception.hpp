// SPDX-License-Identifier: GPL-2.0
#pragma once

namespace loopsim::app {

// Says on standard error what the exception being handled means to the user, and returns the exit code for it. An error
// in a file starts with its place, so that editors and terminals find it.
int report_exception();

}  // namespace loopsim::app
