// SPDX-License-Identifier: GPL-2.0
#pragma once

#include <coroutine>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <utility>

#include "sim/frame_pool.hpp"

namespace loopsim::sim {

namespace detail {

struct PooledFrame {
  static void* operator new(std::size_t size) { return FramePool::allocate(size); }
  static void operator delete(void* memory, std::size_t size) { FramePool::release(memory, size); }
};

}  // namespace detail

// A kernel thread's or a program's own flow of control, written as a coroutine that awaits simulated time. It starts
// when a Thread launches its handle, and whoever holds the Process owns its frame; destroying it destroys the frames it
// is waiting in. An exception leaves through the event loop: model errors end the run.
class [[nodiscard]] Process {
 public:
  struct promise_type : detail::PooledFrame {
    Process get_return_object() { return Process(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { throw; }
  };

  Process() = default;
  Process(Process&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Process& operator=(Process&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (handle_) handle_.destroy();
  }

  std::coroutine_handle<> handle() const { return handle_; }
  bool done() const { return !handle_ || handle_.done(); }

 private:
  explicit Process(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// A function that may take simulated time. A call runs at once, up to where it first has to wait; awaiting it waits for
// the rest. What turns out to need no time has thus returned before it is awaited, and costs little more than a plain
// call; ready() makes such a call without a coroutine.
template <typename T = void>
class [[nodiscard]] Task;

namespace detail {

struct TaskPromiseBase : PooledFrame {
  struct Final {
    bool await_ready() const noexcept { return false; }
    // Goes on with the awaiter. There is none yet when the call never had to wait: then back to the caller.
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      return ended.promise().awaiter;
    }
    void await_resume() const noexcept {}
  };
  std::suspend_never initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() { throw; }

  std::coroutine_handle<> awaiter = std::noop_coroutine();
};

template <typename T>
struct TaskPromise : TaskPromiseBase {
  Task<T> get_return_object();
  void return_value(T result) { value = std::move(result); }
  T value{};
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() {}
};

}  // namespace detail

template <typename T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  static Task ready(T value) { return Task(std::move(value)); }
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)), value_(std::move(other.value_)) {}
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return !handle_ || handle_.done(); }
  void await_suspend(std::coroutine_handle<> awaiter) noexcept { handle_.promise().awaiter = awaiter; }
  T await_resume() { return handle_ ? std::move(handle_.promise().value) : std::move(value_); }

 private:
  explicit Task(T value) : value_(std::move(value)) {}
  Handle handle_ = nullptr;
  T value_{};
};

template <>
class [[nodiscard]] Task<void> {
 public:
  using promise_type = detail::TaskPromise<void>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  static Task ready() { return Task(nullptr); }
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return !handle_ || handle_.done(); }
  void await_suspend(std::coroutine_handle<> awaiter) noexcept { handle_.promise().awaiter = awaiter; }
  void await_resume() const noexcept {}

 private:
  Handle handle_;
};

namespace detail {

template <typename T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

}  // namespace detail

}  // namespace loopsim::sim
