// SPDX-License-Identifier: GPL-2.0
#include "analysis/run_codec.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "analysis/run_fields.hpp"

namespace loopsim::analysis {
namespace {

template <typename T>
concept Number = std::is_arithmetic_v<T>;

class Writer {
 public:
  template <Number T>
  void put(T value) {
    const auto raw = std::bit_cast<std::array<char, sizeof(T)>>(value);
    bytes_.append(raw.data(), raw.size());
  }

  template <Number T, std::size_t size>
  void put(const std::array<T, size>& values) {
    for (const T value : values) {
      put(value);
    }
  }

  template <typename T>
  void put(const std::vector<T>& values) {
    put(values.size());
    for (const T& value : values) {
      put(value);
    }
  }

  void put(const std::pair<std::uint32_t, std::uint64_t>& bucket) {
    put(bucket.first);
    put(bucket.second);
  }

  void put(const sim::Histogram& histogram) {
    const sim::Histogram::Parts parts = histogram.parts();
    put(parts.buckets);
    put(parts.sum);
    put(parts.squares_high);
    put(parts.squares_low);
    put(parts.min);
    put(parts.max);
  }

  void put(const models::JobResult& job) {
    visit_job_fields([&](auto field) { put(job.*field); });
  }

  void put(const models::RunResult::Sample& sample) {
    visit_sample_fields([&](auto field) { put(sample.*field); });
  }

  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <Number T>
  void get(T& value) {
    require(sizeof(T));
    std::array<char, sizeof(T)> raw{};
    bytes_.copy(raw.data(), raw.size());
    value = std::bit_cast<T>(raw);
    bytes_.remove_prefix(sizeof(T));
  }

  template <Number T, std::size_t size>
  void get(std::array<T, size>& values) {
    for (T& value : values) {
      get(value);
    }
  }

  template <typename T>
  void get(std::vector<T>& values) {
    std::size_t count = 0;
    get(count);
    require(count);  // an element takes at least one byte: no huge allocation for a broken length
    values.resize(count);
    for (T& value : values) {
      get(value);
    }
  }

  void get(std::pair<std::uint32_t, std::uint64_t>& bucket) {
    get(bucket.first);
    get(bucket.second);
  }

  void get(sim::Histogram& histogram) {
    sim::Histogram::Parts parts;
    get(parts.buckets);
    get(parts.sum);
    get(parts.squares_high);
    get(parts.squares_low);
    get(parts.min);
    get(parts.max);
    histogram = sim::Histogram::from_parts(parts);
  }

  void get(models::JobResult& job) {
    visit_job_fields([&](auto field) { get(job.*field); });
  }

  void get(models::RunResult::Sample& sample) {
    visit_sample_fields([&](auto field) { get(sample.*field); });
  }

  void require_end() const {
    if (!bytes_.empty()) {
      throw std::invalid_argument("bytes after the end of a run result");
    }
  }

 private:
  void require(std::size_t count) const {
    if (bytes_.size() < count) {
      throw std::invalid_argument("run result is cut short");
    }
  }

  std::string_view bytes_;
};

}  // namespace

std::string encode(const models::RunResult& run) {
  Writer writer;
  visit_fields([&](auto field) { writer.put(run.*field); });
  return writer.take();
}

models::RunResult decode(std::string_view bytes) {
  Reader reader(bytes);
  models::RunResult run;
  visit_fields([&](auto field) { reader.get(run.*field); });
  reader.require_end();
  return run;
}

}  // namespace loopsim::analysis
