// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace loopsim::scenarios {

// Offset of the first byte that is not part of well-formed UTF-8 (no overlong forms, no surrogates), or is a control
// character other than tab, line feed and carriage return; nothing for clean text.
std::optional<std::size_t> first_unprintable(std::string_view text);

}  // namespace loopsim::scenarios
