// SPDX-License-Identifier: GPL-2.0
#include "app/command_line.hpp"

#include <array>

#include <gtest/gtest.h>

namespace loopsim::app {
namespace {

TEST(CommandLine, QuotesWhatAShellWouldTakeApart) {
  const std::array arguments{"loopsim", "run", "a b.yaml", "--set", "x=it's", "", "--seed=1", "$HOME"};
  EXPECT_EQ(command_line(static_cast<int>(arguments.size()), arguments.data()),
            "loopsim run 'a b.yaml' --set 'x=it'\\''s' '' --seed=1 '$HOME'");
}

}  // namespace
}  // namespace loopsim::app
