// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace loopsim::models {

// The implementations of one interface, by name. Each registers itself with a namespace-scope Registration in its own
// source file, so adding one touches nothing else. Args are what a factory is given.
template <typename Product, typename... Args>
class Registry {
 public:
  using Factory = std::unique_ptr<Product> (*)(Args...);
  struct Entry {
    std::string_view name;
    std::string_view description;
    Factory create;
  };

  // std::logic_error if the name is taken: two files that say the same, one copied from the other.
  struct Registration {
    Registration(std::string_view name, std::string_view description, Factory create) {
      if (find(name) != nullptr) throw std::logic_error("'" + std::string(name) + "' is registered twice");
      mutable_entries().push_back({name, description, create});
      // By name: the order of static initialisation must not show anywhere.
      std::sort(mutable_entries().begin(), mutable_entries().end(),
                [](const Entry& a, const Entry& b) { return a.name < b.name; });
    }
  };

  static const std::vector<Entry>& entries() { return mutable_entries(); }

  // nullptr if there is none of that name.
  static const Entry* find(std::string_view name) {
    for (const Entry& entry : entries()) {
      if (entry.name == name) return &entry;
    }
    return nullptr;
  }

 private:
  static std::vector<Entry>& mutable_entries() {
    static std::vector<Entry> entries;
    return entries;
  }
};

}  // namespace loopsim::models
