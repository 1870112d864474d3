#include "projections/token_batches.hpp"

#include <limits>

namespace ledger::projections {
namespace {

/// Room for the texts of some hundred tokens.
constexpr std::size_t text_block = std::size_t{1} << 16;

std::string_view kept(std::deque<std::string>& texts, std::string_view text) {
  if (texts.empty() || texts.back().capacity() - texts.back().size() < text.size()) {
    texts.emplace_back().reserve(std::max(text_block, text.size()));
  }
  std::string& block = texts.back();
  const auto begin = block.size();
  block += text;
  return std::string_view(block).substr(begin);
}

}  // namespace

TokenBatches::TokenBatches(const TokenView& view, bool newest_first)
    : thread_([this, &view, newest_first] { read(view, newest_first); }) {}

TokenBatches::~TokenBatches() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void TokenBatches::read(const TokenView& view, bool newest_first) {
  std::exception_ptr failure;
  try {
    Batch batch;
    const auto take = [&](const LivingToken& token) { return add(batch, token); };
    if (newest_first) {
      view.for_each_living_before(std::nullopt, std::numeric_limits<std::size_t>::max(), take);
    } else {
      view.for_each_living(take);
    }
    static_cast<void>(hand_over(std::move(batch)));
  } catch (...) {
    failure = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  failure_ = failure;
  ended_ = true;
  changed_.notify_all();
}

bool TokenBatches::add(Batch& batch, const LivingToken& token) {
  if (batch.tokens.capacity() == 0) batch.tokens.reserve(tokens_per_batch);
  LivingToken& copy = batch.tokens.emplace_back(token);
  copy.owner = kept(batch.texts, token.owner);
  copy.name = kept(batch.texts, token.name);
  copy.scopes = kept(batch.texts, token.scopes);
  return batch.tokens.size() < tokens_per_batch || hand_over(std::exchange(batch, {}));
}

bool TokenBatches::hand_over(Batch batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopped_ || ready_.size() < batches_max; });
  ready_.push_back(std::move(batch));
  changed_.notify_all();
  return !stopped_;
}

bool TokenBatches::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ended_ || !ready_.empty(); });
  if (failure_) std::rethrow_exception(failure_);
  if (ready_.empty()) return false;
  taken_ = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return true;
}

}  // namespace ledger::projections
