// SPDX-License-Identifier: GPL-2.0
#include "models/direct_file.hpp"

namespace loopsim::models {
namespace {

// A block device opened directly: no inode lock, no mapping. A no-wait kiocb becomes a no-wait bio, and what the lower
// device refuses arrives late, through the completion.
class BlockDeviceFile final : public DirectFile {
 public:
  using DirectFile::DirectFile;

  sim::Task<IoResult> submit(Current& current, Kiocb& kiocb) override {
    current.thread.charge(kernel().costs().bdev_dio_submit);
    return submit_mapped(current, kiocb);
  }
  bool is_block_device() const override { return true; }

 private:
  bool completes_inline(const Kiocb&) const override { return true; }
  bool passes_nowait_down() const override { return true; }
};

const FileSystemRegistry::Registration kBlockDeviceFileRegistration(
    "block-device", "a block device opened directly; EAGAIN only from the lower queue, through the completion",
    [](Kernel& kernel, const FileParameters& parameters) -> std::unique_ptr<File> {
      return std::make_unique<BlockDeviceFile>(kernel, parameters);
    });

}  // namespace
}  // namespace loopsim::models
