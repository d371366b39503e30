// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstring>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace loopsim::sim {

// Runs `body` in a forked child and returns what it returned: for what can be done once per process only, such as
// running a SimGrid engine. Throws std::runtime_error with the child's message if it threw, and when it died.
std::string bytes_from_child(const std::function<std::string()>& body);

// The same for the numbers, or records of numbers, that `body` returns.
template <typename Body>
auto in_child(Body body) {
  using Rows = std::invoke_result_t<Body>;
  using Row = typename Rows::value_type;
  static_assert(std::is_trivially_copyable_v<Row>);
  const std::string bytes = bytes_from_child([&body] {
    const Rows rows = body();
    std::string packed(rows.size() * sizeof(Row), '\0');
    if (!rows.empty()) std::memcpy(packed.data(), rows.data(), packed.size());
    return packed;
  });
  Rows rows(bytes.size() / sizeof(Row));
  if (!rows.empty()) std::memcpy(rows.data(), bytes.data(), bytes.size());
  return rows;
}

}  // namespace loopsim::sim
