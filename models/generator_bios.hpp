// SPDX-License-Identifier: GPL-2.0
#pragma once

#include "models/bio.hpp"
#include "models/block_device.hpp"
#include "models/file.hpp"

namespace loopsim::models {

// What a load generator inside the kernel has instead of an open file: bios straight to the device. No system call, no
// dio; the end of the bio is the end of the I/O.
class GeneratorBios final : public File, private BioOwner {
 public:
  explicit GeneratorBios(BlockDevice& device) : device_(device) {}

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override;
  bool enters_kernel() const override { return false; }
  bool is_block_device() const override { return true; }

 private:
  void bio_end_io(Bio& bio, BioStatus status, const sim::Context& context) override;

  BlockDevice& device_;
};

}  // namespace loopsim::models
