// SPDX-License-Identifier: GPL-2.0
#include "models/block_range.hpp"
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
  sim::Task<IoResult> submit_buffered(Current& current, Kiocb& kiocb) override {
    if (page_cache() == nullptr) co_return IoResult::error();
    co_await current.thread.compute(0);
    if (kiocb.op == Op::read) co_return co_await page_cache()->read(current, kiocb);
    const IoResult result = co_await page_cache()->write(current, kiocb);
    co_await page_cache()->balance_dirty(current.thread);
    co_return result;
  }
  // blkdev_issue_discard(), and the same for zeroes.
  sim::Task<IoResult> fallocate(Current& current, Kiocb& kiocb) override {
    if (page_cache() != nullptr) {
      page_cache()->forget(first_block(kiocb), end_block(kiocb), current.context());
    }
    return pass_down(current, kiocb);
  }
  bool is_block_device() const override { return true; }

 private:
  sim::Task<IoResult> submit_pages(Current& current, Kiocb& kiocb) override {
    current.thread.charge(kernel().costs().bdev_dio_submit);
    return submit_mapped(current, kiocb);
  }
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
