// SPDX-License-Identifier: GPL-2.0
#include "analysis/sensitivity/break_even.hpp"

#include <algorithm>
#include <cmath>
#include <ranges>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "analysis/relative_change.hpp"
#include "sim/portable_math.hpp"

namespace loopsim::analysis {
namespace {

constexpr int kMostSteps = 40;  // a bisection that is this fine is at the end of a double

// The scenario with one case and the two variants that are compared, the one to compare with first.
scenarios::Scenario only(const scenarios::Scenario& scenario, const BreakEvenQuestion& question) {
  scenarios::Scenario pair = scenario;
  pair.cases = {scenario.cases.at(question.case_index)};
  pair.variants = {scenario.variants.at(question.against_index), scenario.variants.at(question.variant_index)};
  pair.variants[0].baseline = true;
  pair.variants[0].against.clear();
  pair.variants[1].baseline = false;
  pair.variants[1].against.clear();
  pair.published_cells = {{std::nullopt, std::nullopt}};
  pair.replications = question.replications;
  pair.precision.reset();
  return pair;
}

double coordinate(const BreakEvenAxis& axis, double value) {
  return axis.logarithmic ? sim::portable_log(value) : value;
}

double value_at(const BreakEvenAxis& axis, double coordinate) {
  return std::clamp(axis.logarithmic ? sim::portable_exp(coordinate) : coordinate, axis.low, axis.high);
}

class Search {
 public:
  Search(const ScenarioUnder& scenario, const BreakEvenQuestion& question, const ExperimentOptions& options)
      : scenario_(scenario), question_(question), axis_(question.axis), options_(options) {}

  BreakEven run() {
    scan();
    if (const auto left = nearest_change()) {
      bisect(points_[*left], points_[*left + 1]);
    }
    return answer();
  }

 private:
  void scan() {
    const double from = coordinate(axis_, axis_.low);
    const double to = coordinate(axis_, axis_.high);
    for (int i = 0; i < question_.scan; ++i) {
      const double fraction = static_cast<double>(i) / (question_.scan - 1);
      try_value(value_at(axis_, from + fraction * (to - from)));
    }
  }

  // Keeps the points in order. Values that come out as the same text are the same point.
  const BreakEvenPoint& try_value(double value) {
    const std::string text = axis_.text(value);
    const auto place = std::ranges::lower_bound(points_, value, {}, &BreakEvenPoint::value);
    if (place != points_.end() && place->text == text) {
      return *place;
    }
    if (place != points_.begin() && std::prev(place)->text == text) {
      return *std::prev(place);
    }
    return *points_.insert(place, BreakEvenPoint{value, text, change_at(value)});
  }

  Estimate change_at(double value) const {
    const scenarios::Scenario pair = only(scenario_(axis_.settings(value)), question_);
    const ResultTable table = run_scenario(pair, options_);
    const auto change = paired_change(iops_of_runs(table.cells[0]), iops_of_runs(table.cells[1]));
    if (!change) {
      throw std::runtime_error(fmt::format("{}={}: variant {} does no I/O, so nothing is faster or slower than it",
                                           axis_.key, axis_.text(value), pair.variants[0].name));
    }
    return change->change;
  }

  static bool differ(const BreakEvenPoint& a, const BreakEvenPoint& b) {
    return (a.change.value > 0) != (b.change.value > 0);
  }

  std::size_t changes() const {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
      count += differ(points_[i], points_[i + 1]) ? 1U : 0U;
    }
    return count;
  }

  // The left one of two neighbours of different sign, nearest to the value in force.
  std::optional<std::size_t> nearest_change() const {
    std::optional<std::size_t> nearest;
    double least = 0;
    const double now = coordinate(axis_, axis_.now.value_or(axis_.low));
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
      const double middle = (coordinate(axis_, points_[i].value) + coordinate(axis_, points_[i + 1].value)) / 2;
      if (differ(points_[i], points_[i + 1]) && (!nearest || std::abs(middle - now) < least)) {
        nearest = i;
        least = std::abs(middle - now);
      }
    }
    return nearest;
  }

  bool fine(double width) const {
    const double whole = axis_.logarithmic ? 1 : axis_.high - axis_.low;
    return width <= question_.precision * whole;
  }

  void bisect(BreakEvenPoint left, BreakEvenPoint right) {
    for (int step = 0; step < kMostSteps; ++step) {
      const double from = coordinate(axis_, left.value);
      const double to = coordinate(axis_, right.value);
      if (fine(to - from)) {
        break;
      }
      const BreakEvenPoint middle = try_value(value_at(axis_, (from + to) / 2));
      if (middle.text == left.text || middle.text == right.text) {
        break;
      }
      (differ(left, middle) ? right : left) = middle;
    }
    flip_ = {left, right};
  }

  // Between the last two, where a straight line between them crosses zero.
  double crossing() const {
    const auto& [left, right] = *flip_;
    const double from = coordinate(axis_, left.value);
    const double to = coordinate(axis_, right.value);
    const double part = left.change.value / (left.change.value - right.change.value);
    return value_at(axis_, from + part * (to - from));
  }

  Flip flip() const {
    Flip flip{crossing(), "", points_.front(), points_.back()};
    flip.text = axis_.text(flip.value);
    for (const BreakEvenPoint& point : points_) {
      if (!point.open() && point.value <= flip_->first.value) {
        flip.below = point;
      }
    }
    for (const BreakEvenPoint& point : std::views::reverse(points_)) {
      if (!point.open() && point.value >= flip_->second.value) {
        flip.above = point;
      }
    }
    return flip;
  }

  BreakEven answer() const {
    const scenarios::Scenario scenario = scenario_({});
    BreakEven answer;
    answer.key = axis_.key;
    answer.variant = scenario.variants.at(question_.variant_index).name;
    answer.against = scenario.variants.at(question_.against_index).name;
    answer.points = points_;
    answer.flips = changes();
    if (flip_) {
      answer.flip = flip();
    }
    return answer;
  }

  const ScenarioUnder& scenario_;
  const BreakEvenQuestion& question_;
  const BreakEvenAxis& axis_;
  const ExperimentOptions& options_;
  std::vector<BreakEvenPoint> points_;
  std::optional<std::pair<BreakEvenPoint, BreakEvenPoint>> flip_;
};

void check(const BreakEvenQuestion& question) {
  const BreakEvenAxis& axis = question.axis;
  if (!(axis.low < axis.high) || (axis.logarithmic && axis.low <= 0)) {
    throw std::invalid_argument(
        "a break-even is looked for between two values, the lower above 0 where steps are "
        "ratios");
  }
  if (question.replications < 2 || question.scan < 2 || question.precision <= 0) {
    throw std::invalid_argument("a break-even needs two replications, two values to start with and a precision");
  }
}

std::string percent(double ratio) { return fmt::format("{:+.1f} %", 100 * ratio); }

std::string change_text(const BreakEvenPoint& point) {
  const auto& interval = point.change.interval;
  return interval ? fmt::format("{} ({} to {})", percent(point.change.value), percent(interval->low),
                                percent(interval->high))
                  : percent(point.change.value);
}

}  // namespace

BreakEvenAxis axis_of(const Tunable& tunable) {
  return {.key = tunable.name(),
          .low = tunable.low(),
          .high = tunable.high(),
          .now = tunable.now(),
          .logarithmic = tunable.low() > 0,
          .text = [tunable](double value) { return tunable.text(value); },
          .settings = [tunable](double value) { return tunable.settings(value); }};
}

BreakEvenAxis axis_of(const std::string& key, const scenarios::Span& span) {
  return {.key = key,
          .low = span.from(),
          .high = span.to(),
          .now = std::nullopt,
          .logarithmic = span.from() > 0,
          .text = [span](double value) { return span.text(value); },
          .settings = [key, span](double value) { return std::vector<scenarios::Override>{{key, span.text(value)}}; }};
}

bool BreakEven::undecided() const { return std::ranges::all_of(points, &BreakEvenPoint::open); }

BreakEven find_break_even(const ScenarioUnder& scenario, const BreakEvenQuestion& question,
                          const ExperimentOptions& options) {
  check(question);
  return Search(scenario, question, options).run();
}

std::vector<std::string> sentences(const BreakEven& answer) {
  const BreakEvenPoint& first = answer.points.front();
  const BreakEvenPoint& last = answer.points.back();
  const std::string ends =
      fmt::format("{} at {} and {} at {}", change_text(first), first.text, change_text(last), last.text);
  if (answer.undecided()) {
    return {fmt::format("{} against {}: no difference beyond chance anywhere between {} and {} of {} ({}).",
                        answer.variant, answer.against, first.text, last.text, answer.key, ends)};
  }
  if (!answer.flip) {
    return {fmt::format("{} against {}: no flip between {} and {} of {}; {}.", answer.variant, answer.against,
                        first.text, last.text, answer.key, ends)};
  }
  const Flip& flip = *answer.flip;
  const bool gains = flip.above.change.value > flip.below.change.value;
  std::vector<std::string> text = {
      fmt::format("{} against {}: {} from {} = {} on; the sign is certain at {} ({}) and at {} ({}).", answer.variant,
                  answer.against, gains ? "faster" : "slower", answer.key, flip.text, flip.below.text,
                  change_text(flip.below), flip.above.text, change_text(flip.above))};
  if (flip.below.open() || flip.above.open()) {
    text.emplace_back("On one side the difference stays within chance up to the end of the range.");
  }
  if (answer.flips > 1) {
    text.push_back(
        fmt::format("The sign changes {} times between the values that were tried; this is the change "
                    "nearest to the value in force.",
                    answer.flips));
  }
  return text;
}

}  // namespace loopsim::analysis
