// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace loopsim::analysis {

// Text of others as one line that a picture or a page can hold: control characters and line breaks become blanks, bytes
// that are not UTF-8 become `?`. Everything else stays as it is.
std::string printable(std::string_view text);

// How many characters a UTF-8 text has.
std::size_t characters(std::string_view text);

// printable(text), or as many of its first characters as make `most` with the `…` behind them. `most` is at least 1.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace loopsim::analysis
