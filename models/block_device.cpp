// SPDX-License-Identifier: GPL-2.0
#include "models/block_device.hpp"

namespace loopsim::models {
namespace {

sim::Task<> submit_all(Current& current, Bio& first) {
  BioList list;
  current.bio_list = &list;
  for (Bio* bio = &first; bio != nullptr; bio = list.pop()) {
    co_await bio->device->submit(current, *bio);
  }
  current.bio_list = nullptr;
}

}  // namespace

sim::Task<> submit_bio(Current& current, Bio& bio) {
  if (current.bio_list != nullptr) {
    current.bio_list->push(bio);
    return sim::Task<>::ready();
  }
  return submit_all(current, bio);
}

}  // namespace loopsim::models
