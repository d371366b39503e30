// SPDX-License-Identifier: GPL-2.0
#include "analysis/sweep/manifest.hpp"

#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace loopsim::analysis {

using Json = nlohmann::ordered_json;

std::string to_json(const Manifest& manifest) {
  const Json document = {
      {"generator", "loopsim"},         {"sweep", manifest.sweep},       {"version", manifest.version},
      {"plan", manifest.plan},          {"points", manifest.total},      {"shard", manifest.shard.index},
      {"shards", manifest.shard.count}, {"question", manifest.question}, {"file", manifest.file},
      {"settings", manifest.settings},  {"scenario", manifest.scenario}};
  // A file name or a setting may hold bytes that are not UTF-8.
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Manifest read_manifest(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) {
    throw std::runtime_error(
        fmt::format("{} is missing: the sweep has not been there, or has not finished", file.string()));
  }
  try {
    const Json document = Json::parse(stream);
    return {document.at("sweep"),
            document.at("version"),
            document.at("plan"),
            document.at("points"),
            {document.at("shard"), document.at("shards")},
            document.value("question", ""),
            document.value("file", ""),
            document.value("settings", std::vector<std::string>()),
            document.value("scenario", "")};
  } catch (const Json::exception&) {
    throw std::runtime_error(fmt::format("{} is not what a sweep leaves", file.string()));
  }
}

}  // namespace loopsim::analysis
