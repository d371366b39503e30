// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace loopsim::analysis {

// Short names for rows that stand together in a table or a picture: of each name_of() only the parts (between slashes
// and semicolons) that not all of them have. One longer than `most` characters has parts of its condition left out too,
// the longest first, as far as no other row is called like the rest. Rows that are told apart by their names are told
// apart by these.
std::vector<std::string> telling_names(const std::vector<std::string>& names, std::size_t most);

}  // namespace loopsim::analysis
