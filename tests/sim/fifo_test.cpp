// SPDX-License-Identifier: GPL-2.0
#include "sim/fifo.hpp"

#include <array>
#include <cstddef>
#include <queue>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace loopsim::sim {
namespace {

struct Link {
  Link* next = nullptr;
};

RC_GTEST_PROP(FifoTest, KeepsTheOrderOfAQueue, (const std::vector<bool>& pushes)) {
  std::array<Link, 8> links;
  std::size_t pushed = 0;
  Fifo<Link, &Link::next> fifo;
  std::queue<Link*> model;
  for (const bool push : pushes) {
    if (push && model.size() < links.size()) {
      Link& link = links[pushed++ % links.size()];
      fifo.push(link);
      model.push(&link);
    } else {
      RC_ASSERT(fifo.pop() == (model.empty() ? nullptr : model.front()));
      if (!model.empty()) model.pop();
    }
    RC_ASSERT(fifo.empty() == model.empty());
  }
}

}  // namespace
}  // namespace loopsim::sim
