// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "scenarios/yaml_reader.hpp"

namespace loopsim::scenarios {

// The version of scenario and machine files that this program reads and writes.
inline constexpr int kSchemaVersion = 1;

// Throws InputError unless the map says `schema_version:` kSchemaVersion. Comes before any other check, since a file of
// another version may well have other keys.
void require_schema_version(const Value& map);

}  // namespace loopsim::scenarios
