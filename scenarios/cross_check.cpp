// SPDX-License-Identifier: GPL-2.0
#include "scenarios/cross_check.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "models/fio_offsets.hpp"
#include "scenarios/names.hpp"
#include "scenarios/units.hpp"

namespace loopsim::scenarios {
namespace {

void check_explicit_size(const models::FioJobSpec& job, LayeredSection& keys, const Variant& variant) {
  const std::uint64_t file_size = variant.design.file_size;
  if (job.size > file_size) {
    keys.require("size").fail(fmt::format("{} is larger than file_size {} of variant {}", size_text(job.size),
                                          size_text(file_size), in_quotes(variant.name)));
  }
  const std::uint64_t last_start = static_cast<std::uint64_t>(job.numjobs - 1) * job.offset_increment;
  if (last_start + job.size > file_size) {
    keys.require("offset_increment")
        .fail(fmt::format("job {} ends at {} x {} + {}, beyond file_size {} of variant {}", job.numjobs,
                          job.numjobs - 1, size_text(job.offset_increment), size_text(job.size), size_text(file_size),
                          in_quotes(variant.name)));
  }
}

void check_whole_file(const models::FioJobSpec& job, LayeredSection& keys, const Variant& variant) {
  if (variant.design.file_size % job.bs == 0) {
    return;
  }
  if (const auto bs = keys.find("bs")) {
    bs->fail(fmt::format("file_size {} of variant {} is not a multiple of {}, and {} has no size",
                         size_text(variant.design.file_size), in_quotes(variant.name), size_text(job.bs),
                         keys.own().map().path()));
  }
  keys.own().fail(fmt::format("has no size, and file_size {} of variant {} is not a multiple of bs {}",
                              size_text(variant.design.file_size), in_quotes(variant.name), size_text(job.bs)));
}

void check_trims(const models::FioJobSpec& job, LayeredSection& keys, const Variant& variant) {
  if (models::trims(job) && variant.design.upper != "none") {
    keys.require("rw").fail(fmt::format("a trim would end in the {} file of variant {}, not in the tested device",
                                        variant.design.upper, in_quotes(variant.name)));
  }
}

void check_batches(const models::FioJobSpec& job, LayeredSection& keys, const Variant& variant) {
  if (job.iodepth_batch_submit != 1 && variant.design.target == models::Target::emulation) {
    keys.require(keys.spelling("iodepth_batch_submit", "iodepth_batch"))
        .fail(fmt::format("variant {} is a program that submits each I/O by itself", in_quotes(variant.name)));
  }
}

// A generator of bios needs a device under test, and nothing on top of it.
void check_bios(const models::FioJobSpec& job, LayeredSection& keys, const Variant& variant) {
  if (job.ioengine != models::IoEngine::kbio) {
    return;
  }
  const bool has_device =
      variant.design.target != models::Target::file && variant.design.target != models::Target::emulation;
  if (!has_device || variant.design.upper != "none") {
    keys.require("ioengine")
        .fail(fmt::format("kbio submits bios to a block device, and variant {} has a file", in_quotes(variant.name)));
  }
}

std::string place_text(const Place& place) { return place.line == 0 ? place.file : fmt::format("line {}", place.line); }

}  // namespace

void check_fits(const models::FioJobSpec& job, LayeredSection& keys, const std::vector<Variant>& variants) {
  for (const Variant& variant : variants) {
    if (job.size != 0) {
      check_explicit_size(job, keys, variant);
    } else {
      check_whole_file(job, keys, variant);
    }
    check_trims(job, keys, variant);
    check_batches(job, keys, variant);
    check_bios(job, keys, variant);
  }
}

void check_one_baseline(const std::vector<Variant>& variants, const std::vector<LayeredSection>& keys,
                        const Value& section) {
  const LayeredSection* first = nullptr;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (!variants[i].baseline) {
      continue;
    }
    const Value here = keys[i].own().map().require("baseline");
    if (first != nullptr) {
      const Value there = first->own().map().require("baseline");
      here.fail(fmt::format("a second baseline; the first is {} in {}", there.path(), place_text(there.place())));
    }
    first = &keys[i];
  }
  if (first == nullptr) {
    section.fail("none has 'baseline: true'; exactly one variant must");
  }
}

void check_against(const std::vector<Variant>& variants, const std::vector<LayeredSection>& keys) {
  for (std::size_t i = 0; i < variants.size(); ++i) {
    if (variants[i].against.empty()) {
      continue;
    }
    keys[i].own().map().require("against").choice(names_of(variants));
  }
}

}  // namespace loopsim::scenarios
