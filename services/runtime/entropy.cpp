#include "services/runtime/entropy.hpp"

#include <cstring>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "events/token/invariant.hpp"

namespace ledger::runtime {
namespace {

class Stock {
 public:
  ~Stock() { ::OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  void take(std::span<std::uint8_t> to) {
    if (bytes_.size() - taken_ < to.size()) {
      generate(bytes_);
      taken_ = 0;
    }
    std::memcpy(to.data(), bytes_.data() + taken_, to.size());
    ::OPENSSL_cleanse(bytes_.data() + taken_, to.size());
    taken_ += to.size();
  }
  static void generate(std::span<std::uint8_t> to) {
    token::invariant(::RAND_bytes(to.data(), static_cast<int>(to.size())) == 1);
  }

 private:
  std::array<std::uint8_t, 1024> bytes_;
  std::size_t taken_ = sizeof bytes_;
};

}  // namespace

void take_random(std::span<std::uint8_t> to) {
  thread_local Stock stock;
  to.size() > 256 ? Stock::generate(to) : stock.take(to);
}

}  // namespace ledger::runtime
