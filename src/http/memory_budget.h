#pragma once
/// \file What all connections together may hold of bodies and answers.

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

namespace mien::http {

/// Bytes that may be lent. Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t bytes) : bytes_(bytes) {}

  /// False, and nothing is taken, where that is more than is left.
  bool take(std::size_t bytes) {
    std::size_t lent = lent_.load(std::memory_order_relaxed);
    do {
      if (bytes > bytes_ - lent) return false;
    } while (!lent_.compare_exchange_weak(lent, lent + bytes, std::memory_order_relaxed));
    return true;
  }
  void give_back(std::size_t bytes) { lent_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::size_t lent() const { return lent_.load(std::memory_order_relaxed); }
  std::size_t bytes() const { return bytes_; }

 private:
  const std::size_t bytes_;
  std::atomic<std::size_t> lent_{0};
};

/// A part of a budget, given back at its end. Used by one thread at a time.
class MemoryLoan {
 public:
  MemoryLoan() = default;
  explicit MemoryLoan(std::shared_ptr<MemoryBudget> budget) : budget_(std::move(budget)) {}
  MemoryLoan(MemoryLoan&& other) noexcept { swap(other); }
  MemoryLoan& operator=(MemoryLoan&& other) noexcept {
    MemoryLoan(std::move(other)).swap(*this);
    return *this;
  }
  ~MemoryLoan() {
    if (budget_) budget_->give_back(bytes_);
  }

  /// From now on `bytes` in all; false, and it stays as it is, where the budget has no room.
  /// Without a budget everything fits.
  bool grow_to(std::size_t bytes) {
    if (!budget_ || bytes <= bytes_) return true;
    if (!budget_->take(bytes - bytes_)) return false;
    bytes_ = bytes;
    return true;
  }
  std::size_t bytes() const { return bytes_; }

 private:
  void swap(MemoryLoan& other) noexcept {
    budget_.swap(other.budget_);
    std::swap(bytes_, other.bytes_);
  }

  std::shared_ptr<MemoryBudget> budget_;
  std::size_t bytes_ = 0;
};

}  // namespace mien::http
