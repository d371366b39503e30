// SPDX-License-Identifier: GPL-2.0
#include "sim/fixed_array.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace loopsim::sim {
namespace {

// Knows its own place, cannot be moved, and tells when it goes.
struct Element {
  Element(int its_number, std::vector<int>& destroyed) : number(its_number), gone(destroyed) {}
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;
  ~Element() { gone.push_back(number); }

  int number;
  std::vector<int>& gone;
  Element* self = this;
};

TEST(FixedArrayTest, ElementsStayWhereTheyWereBuilt) {
  std::vector<int> destroyed;
  FixedArray<Element> array(100);
  for (int number = 0; number < 100; ++number) {
    Element& element = array.emplace_back(number, destroyed);
    EXPECT_EQ(element.self, &element);
  }
  ASSERT_EQ(array.size(), 100U);
  int expected = 0;
  for (Element& element : array) {
    EXPECT_EQ(element.self, &element);
    EXPECT_EQ(element.number, expected);
    EXPECT_EQ(&array[static_cast<std::size_t>(expected)], &element);
    ++expected;
  }
  EXPECT_TRUE(destroyed.empty());
}

TEST(FixedArrayTest, DestroysOnlyWhatWasBuilt) {
  std::vector<int> destroyed;
  {
    FixedArray<Element> array(10);
    array.emplace_back(1, destroyed);
    array.emplace_back(2, destroyed);
  }
  EXPECT_EQ(destroyed, (std::vector<int>{1, 2}));
}

}  // namespace
}  // namespace loopsim::sim
