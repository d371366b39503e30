// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/config.hpp"

namespace loopsim::scenarios {

// How YAML, tables and CSV spell the values of an enumeration: one table for reading and writing.
template <typename Enum, std::size_t size>
using Words = std::array<std::pair<Enum, std::string_view>, size>;

inline constexpr Words<models::IoEngine, 5> kIoEngineWords{{
    {models::IoEngine::libaio, "libaio"},
    {models::IoEngine::io_uring, "io_uring"},
    {models::IoEngine::psync, "psync"},
    {models::IoEngine::aio, "aio"},
    {models::IoEngine::kbio, "kbio"},
}};

inline constexpr Words<models::ReadWrite, 8> kReadWriteWords{{
    {models::ReadWrite::read, "read"},
    {models::ReadWrite::write, "write"},
    {models::ReadWrite::rw, "rw"},
    {models::ReadWrite::randread, "randread"},
    {models::ReadWrite::randwrite, "randwrite"},
    {models::ReadWrite::randrw, "randrw"},
    {models::ReadWrite::trim, "trim"},
    {models::ReadWrite::randtrim, "randtrim"},
}};

inline constexpr Words<models::Target, 5> kTargetWords{{
    {models::Target::raw, "raw"},
    {models::Target::file, "file"},
    {models::Target::loop, "loop"},
    {models::Target::dm_loop, "dm-loop"},
    {models::Target::emulation, "emulation"},
}};

inline constexpr Words<models::Mapping, 5> kMappingWords{{
    {models::Mapping::written, "written"},
    {models::Mapping::unwritten, "unwritten"},
    {models::Mapping::sparse, "sparse"},
    {models::Mapping::partial, "partial"},
    {models::Mapping::shared, "shared"},
}};

inline constexpr Words<models::Placement, 2> kPlacementWords{{
    {models::Placement::shared, "shared"},
    {models::Placement::hashed, "hashed"},
}};

inline constexpr Words<models::WorkqueueAffinity, 2> kWorkqueueAffinityWords{{
    {models::WorkqueueAffinity::cache, "cache"},
    {models::WorkqueueAffinity::system, "system"},
}};

inline constexpr Words<models::InterruptPlacement, 3> kInterruptWords{{
    {models::InterruptPlacement::submitter, "submitter"},
    {models::InterruptPlacement::fixed, "fixed"},
    {models::InterruptPlacement::spread, "spread"},
}};

inline constexpr Words<models::Ext4Discard, 2> kExt4DiscardWords{{
    {models::Ext4Discard::deferred, "deferred"},
    {models::Ext4Discard::synchronous, "synchronous"},
}};

inline constexpr Words<models::SchedClass, 2> kSchedClassWords{{
    {models::SchedClass::other, "other"},
    {models::SchedClass::rr, "rr"},
}};

inline constexpr Words<models::Preemption, 4> kPreemptionWords{{
    {models::Preemption::of_kernel, "default"},
    {models::Preemption::voluntary, "voluntary"},
    {models::Preemption::lazy, "lazy"},
    {models::Preemption::full, "full"},
}};

inline constexpr Words<models::DelayDequeue, 3> kDelayDequeueWords{{
    {models::DelayDequeue::of_kernel, "default"},
    {models::DelayDequeue::on, "on"},
    {models::DelayDequeue::off, "off"},
}};

// Throws std::out_of_range for a value that is none of the enumeration's.
template <typename Enum, std::size_t size>
std::string word_for(const Words<Enum, size>& words, Enum value) {
  for (const auto& [candidate, text] : words) {
    if (candidate == value) {
      return std::string(text);
    }
  }
  throw std::out_of_range("no word for this value");
}

// Throws std::out_of_range for a text that is none of the words.
template <typename Enum, std::size_t size>
Enum value_of(const Words<Enum, size>& words, std::string_view text) {
  for (const auto& [value, candidate] : words) {
    if (candidate == text) {
      return value;
    }
  }
  throw std::out_of_range("no value for this word");
}

template <typename Enum, std::size_t size>
std::vector<std::string> texts_of(const Words<Enum, size>& words) {
  std::vector<std::string> texts;
  for (const auto& [value, text] : words) {
    texts.emplace_back(text);
  }
  return texts;
}

}  // namespace loopsim::scenarios
