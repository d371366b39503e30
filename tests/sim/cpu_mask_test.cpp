// SPDX-License-Identifier: GPL-2.0
#include "sim/cpu_mask.hpp"

#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::sim {
namespace {

TEST(CpuMaskTest, IsEmptyAtFirst) {
  const CpuMask mask(130);
  EXPECT_TRUE(mask.empty());
  for (int cpu = 0; cpu <= 130; ++cpu) EXPECT_EQ(mask.next_from_wrapping(cpu, 0, 130), CpuMask::kNone);
}

// `next`, or the first of all where that is past the last.
int wrapped(const std::set<int>& numbers, std::set<int>::const_iterator next) {
  if (next != numbers.end()) return *next;
  return numbers.empty() ? CpuMask::kNone : *numbers.begin();
}

RC_GTEST_PROP(CpuMaskTest, AgreesWithASortedSet, ()) {
  const int size = *rc::gen::inRange(1, 200);
  CpuMask mask(size);
  std::set<int> model;
  for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 2 * size))) {
    const int cpu = step / 2;
    if (step % 2 == 0) {
      mask.set(cpu);
      model.insert(cpu);
    } else {
      mask.clear(cpu);
      model.erase(cpu);
    }
  }
  RC_ASSERT(mask.empty() == model.empty());
  for (int from = 0; from <= size; ++from) {
    const auto next = model.lower_bound(from);
    RC_ASSERT(mask.next_from(from) == (next == model.end() ? CpuMask::kNone : *next));
    RC_ASSERT(mask.next_from_wrapping(from, 0, size) == wrapped(model, next));
  }
  const int first = *rc::gen::inRange(0, size);
  const int last = *rc::gen::inRange(first, size) + 1;
  const std::set<int> part(model.lower_bound(first), model.lower_bound(last));
  for (int from = first; from <= last; ++from) {
    RC_ASSERT(mask.next_from_wrapping(from, first, last) == wrapped(part, part.lower_bound(from)));
  }
}

}  // namespace
}  // namespace loopsim::sim
