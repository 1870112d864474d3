#include "tests/support/dice.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace ledger::support {
namespace {

std::uint64_t fresh_seed() {
  if (const char* given = std::getenv("TOKENLEDGER_TEST_SEED")) return std::stoull(given);
  std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace

Dice::Dice() : seed_(fresh_seed()), engine_(seed_) {
  ::testing::Test::RecordProperty("TOKENLEDGER_TEST_SEED", std::to_string(seed_));
}

std::string Dice::text(std::string_view alphabet, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += alphabet[roll(alphabet.size())];
  return text;
}

}  // namespace ledger::support
