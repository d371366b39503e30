// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <utility>

#include "scenarios/input_error.hpp"

namespace loopsim::scenarios {

// What the call's InputError says; "no error" without one.
template <typename Call>
std::string input_error_text(Call&& call) {
  try {
    std::forward<Call>(call)();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace loopsim::scenarios
