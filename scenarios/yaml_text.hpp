// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <string_view>

namespace loopsim::scenarios {

// `text` as a YAML scalar that reads back as the same text, also inside [ ] and { }: plain where it needs no quotes.
std::string yaml_text(std::string_view text);

}  // namespace loopsim::scenarios
