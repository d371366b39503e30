// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/point_id.hpp"

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid.hpp>
#include <fmt/format.h>

namespace loopsim::analysis {
namespace {

constexpr std::size_t kDigits = 32;

}  // namespace

std::string point_id(std::string_view resolved_scenario, std::string_view version) {
  const boost::uuids::uuid no_namespace = {};
  const boost::uuids::name_generator_sha1 generator(no_namespace);
  const std::string text = fmt::format("{}\n{}", version, resolved_scenario);
  std::string id;
  for (const auto byte : generator(text)) {
    id += fmt::format("{:02x}", byte);
  }
  return id;
}

bool is_point_id(std::string_view text) {
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace loopsim::analysis
