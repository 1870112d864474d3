#include <zlib.h>

#include <gtest/gtest.h>

#include "events/token/checksum.hpp"
#include "tests/support/dice.hpp"

namespace ledger::token {
namespace {

TEST(ChecksumLaws, TheCrcIsZlibs) {
  support::Dice dice;
  SCOPED_TRACE(dice.seed());
  for (std::size_t size = 0; size <= 200; ++size) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(dice.byte());
    ASSERT_EQ(crc32(text),
              ::crc32_z(0, reinterpret_cast<const unsigned char*>(text.data()), text.size()))
        << size;
  }
}

}  // namespace
}  // namespace ledger::token
