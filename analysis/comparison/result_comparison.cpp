// SPDX-License-Identifier: GPL-2.0
#include "analysis/comparison/result_comparison.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "analysis/holm.hpp"
#include "scenarios/input_error.hpp"
#include "scenarios/names.hpp"

namespace loopsim::analysis {
namespace {

using scenarios::YamlNode;

std::string why_unpaired(const Side& before, const Side& after) {
  return before.result->seed == after.result->seed
             ? ""
             : fmt::format("seeds {} and {}", before.result->seed, after.result->seed);
}

bool all_finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double value) { return std::isfinite(value); });
}

ComparedWorkload compare_pair(const CellPair& pair, bool paired) {
  ComparedWorkload workload;
  workload.before = *pair.before;
  workload.after = *pair.after;
  const std::vector<double>& before = pair.before->iops;
  const std::vector<double>& after = pair.after->iops;
  if (!all_finite(before) || !all_finite(after)) {
    return workload;
  }
  // Sequential stopping ends the sides at different numbers; the replications that both have are still pairs.
  const std::size_t both = std::min(before.size(), after.size());
  const std::span<const double> paired_before = std::span(before).first(both);
  const std::span<const double> paired_after = std::span(after).first(both);
  workload.change = paired ? paired_change(paired_before, paired_after) : unpaired_change(before, after);
  if (before.size() > 1 && after.size() > 1) {
    workload.rank_test = mann_whitney(before, after);
  }
  if (paired) {
    workload.variance_reduction = variance_reduction(paired_before, paired_after);
  }
  return workload;
}

void append(std::vector<KeyDifference>& differences, const std::vector<KeyDifference>& more) {
  for (const KeyDifference& difference : more) {
    if (std::ranges::find(differences, difference.key, &KeyDifference::key) == differences.end()) {
      differences.push_back(difference);
    }
  }
}

const YamlNode* node_at(const YamlNode& root, std::string_view section, const std::string& name) {
  const YamlNode* node = root.find(section);
  return node == nullptr ? nullptr : node->find(name);
}

// What a variant is called changes nothing that it does.
YamlNode design_of(const YamlNode& root, const std::string& variant) {
  const YamlNode* node = node_at(root, "variants", variant);
  YamlNode design;
  if (node != nullptr) {
    design = *node;
  }
  std::erase_if(design.members, [](const YamlNode::Member& member) {
    return member.key == "baseline" || member.key == "against" || member.key == "note";
  });
  return design;
}

// Everything outside the lists of cases and variants, of which only those compared matter.
YamlNode surroundings_of(const YamlNode& root) {
  YamlNode rest = root;
  std::erase_if(rest.members, [](const YamlNode::Member& member) {
    return member.key == "cases" || member.key == "variants" || member.key == "published";
  });
  return rest;
}

std::vector<KeyDifference> differences_between(const Side& before, const Side& after, const Matching& matching) {
  const YamlNode& a = before.result->resolved;
  const YamlNode& b = after.result->resolved;
  std::vector<KeyDifference> differences;
  if (before.result->version != after.result->version) {
    differences.push_back({"loopsim version", before.result->version, after.result->version});
  }
  const YamlNode a_rest = surroundings_of(a);
  const YamlNode b_rest = surroundings_of(b);
  append(differences, key_differences(&a_rest, &b_rest, ""));
  for (const CellPair& pair : matching.pairs) {
    const std::string& name = pair.before->case_name;
    append(differences, key_differences(node_at(a, "cases", name), node_at(b, "cases", name), "cases." + name));
  }
  for (const CellPair& pair : matching.pairs) {
    const std::string& a_name = pair.before->variant;
    const std::string& b_name = pair.after->variant;
    const YamlNode a_design = design_of(a, a_name);
    const YamlNode b_design = design_of(b, b_name);
    append(differences,
           key_differences(&a_design, &b_design, a_name == b_name ? "variants." + a_name : std::string("variant")));
  }
  return differences;
}

bool has_one_variant(const Matching& matching) {
  return std::ranges::all_of(matching.pairs, [&](const CellPair& pair) {
    return pair.before->variant == matching.pairs.front().before->variant &&
           pair.after->variant == matching.pairs.front().after->variant;
  });
}

ComparedSide compare_sides(const Side& before, const Side& after) {
  Matching matching = match(before, after);
  if (matching.pairs.empty()) {
    throw scenarios::InputError({after.result->directory.string(), 0, 0},
                                fmt::format("no case and variant in common with {}", before.label));
  }
  ComparedSide side{.before = before.label,
                    .after = after.label,
                    .unpaired_because = why_unpaired(before, after),
                    .one_variant = has_one_variant(matching),
                    .workloads = {},
                    .unmatched = std::move(matching.unmatched),
                    .differences = differences_between(before, after, matching)};
  for (const CellPair& pair : matching.pairs) {
    side.workloads.push_back(compare_pair(pair, side.unpaired_because.empty()));
  }
  return side;
}

// Adjusts what `p_value` finds in the workloads of all sides together.
template <typename Find>
void adjust(ResultComparison& comparison, Find p_value, std::optional<double> ComparedWorkload::* adjusted) {
  std::vector<double> p_values;
  std::vector<ComparedWorkload*> workloads;
  for (ComparedSide& side : comparison) {
    for (ComparedWorkload& workload : side.workloads) {
      if (const std::optional<double> p = p_value(workload)) {
        p_values.push_back(*p);
        workloads.push_back(&workload);
      }
    }
  }
  const std::vector<double> results = holm_adjusted(p_values);
  for (std::size_t i = 0; i < results.size(); ++i) {
    workloads[i]->*adjusted = results[i];
  }
}

}  // namespace

ResultComparison compare(std::span<const Side> sides) {
  ResultComparison comparison;
  for (const Side& side : sides.subspan(1)) {
    comparison.push_back(compare_sides(sides.front(), side));
  }
  adjust(
      comparison,
      [](const ComparedWorkload& workload) { return workload.change ? workload.change->p_value : std::nullopt; },
      &ComparedWorkload::p_holm);
  adjust(
      comparison,
      [](const ComparedWorkload& workload) {
        return workload.rank_test ? std::optional(workload.rank_test->p_value) : std::nullopt;
      },
      &ComparedWorkload::rank_p_holm);
  return comparison;
}

}  // namespace loopsim::analysis
