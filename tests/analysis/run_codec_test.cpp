// SPDX-License-Identifier: GPL-2.0
#include "analysis/run_codec.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/analysis/random_run.hpp"

namespace loopsim::analysis {
namespace {

RC_GTEST_PROP(RunCodec, DecodesWhatItEncoded, (std::uint64_t seed)) {
  sim::Random random(seed);
  const models::RunResult run = random_run(random, 64);
  RC_ASSERT(same(decode(encode(run)), run));
}

RC_GTEST_PROP(RunCodec, RefusesEveryCutAndEveryExcess, (std::uint64_t seed)) {
  sim::Random random(seed);
  const std::string bytes = encode(random_run(random, 64));
  const std::size_t kept = random.below(bytes.size());
  RC_ASSERT_THROWS_AS(decode(std::string_view(bytes).substr(0, kept)), std::invalid_argument);
  RC_ASSERT_THROWS_AS(decode(bytes + '\0'), std::invalid_argument);
}

}  // namespace
}  // namespace loopsim::analysis
