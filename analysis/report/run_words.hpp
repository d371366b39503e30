// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <string>
#include <vector>

#include "analysis/inputs/stored_result.hpp"

namespace loopsim::analysis {

// What there is to say about a variant in plain English.
struct VariantWords {
  std::string variant;
  std::vector<std::string> sentences;
};

// A case: the answer to the scenario's question in two sentences, and why each variant does what it does.
struct CaseWords {
  std::string name;
  std::string answer;
  std::vector<VariantWords> variants;
};

// Of every case, in their order. A result whose resolved.yaml this version does not take is answered in numbers alone.
std::vector<CaseWords> run_words(const StoredResult& result);

}  // namespace loopsim::analysis
