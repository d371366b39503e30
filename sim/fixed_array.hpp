// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

namespace loopsim::sim {

// Elements that are built one after another in one piece of memory and stay where they are: for what others point to,
// where the number is known beforehand. Indexing is one multiplication, which in a std::deque it is not.
template <typename T>
class FixedArray {
 public:
  explicit FixedArray(std::size_t capacity) : data_(std::allocator<T>().allocate(capacity)), capacity_(capacity) {}
  FixedArray(const FixedArray&) = delete;
  FixedArray& operator=(const FixedArray&) = delete;
  ~FixedArray() {
    std::destroy_n(data_, size_);
    std::allocator<T>().deallocate(data_, capacity_);
  }

  // There must be room.
  template <typename... Args>
  T& emplace_back(Args&&... args) {
    assert(size_ < capacity_);
    T* element = std::construct_at(data_ + size_, std::forward<Args>(args)...);
    ++size_;
    return *element;
  }

  std::size_t size() const { return size_; }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }

 private:
  T* data_;
  std::size_t capacity_;
  std::size_t size_ = 0;
};

}  // namespace loopsim::sim
