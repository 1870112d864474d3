#pragma once
// Reads tokens from the rows in a thread of its own, ahead of who takes them: at a start reading
// and decoding take as long as filling the hot set. Of HotKeeper, not for others.

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "projections/token_view.hpp"

namespace ledger::projections {

class TokenBatches {
 public:
  TokenBatches(const TokenView& view, bool newest_first);
  ~TokenBatches();
  TokenBatches(const TokenBatches&) = delete;
  TokenBatches& operator=(const TokenBatches&) = delete;

  /// False: there are no more. Throws what reading threw.
  [[nodiscard]] bool next();
  /// Of the batch that next() came to. The views end with it.
  template <class OnToken>
  void for_each(OnToken on_token) const {
    for (const LivingToken& token : taken_.tokens) on_token(token);
  }

 private:
  static constexpr std::size_t tokens_per_batch = 4096;
  static constexpr std::size_t batches_max = 8;
  struct Batch {
    std::vector<LivingToken> tokens;
    std::deque<std::string> texts;  // what the tokens view; addresses that stay
  };
  void read(const TokenView& view, bool newest_first);
  bool add(Batch& batch, const LivingToken& token);
  /// False: nobody takes it any more.
  bool hand_over(Batch batch);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Batch> ready_;
  std::exception_ptr failure_;
  bool ended_ = false;    // by the reader
  bool stopped_ = false;  // by who takes
  Batch taken_;
  std::thread thread_;
};

}  // namespace ledger::projections
