#include "services/webhooks/address_policy.hpp"

#include <algorithm>
#include <array>

namespace ledger::webhooks {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v6;

struct Block {
  std::uint32_t network;
  unsigned prefix;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24 | b << 16 | c << 8 | d;
}

/// Of IPv4 what is not globally reachable.
constexpr std::array<Block, 15> special{{{v4(0, 0, 0, 0), 8},
                                         {v4(10, 0, 0, 0), 8},
                                         {v4(100, 64, 0, 0), 10},
                                         {v4(127, 0, 0, 0), 8},
                                         {v4(169, 254, 0, 0), 16},
                                         {v4(172, 16, 0, 0), 12},
                                         {v4(192, 0, 0, 0), 24},
                                         {v4(192, 0, 2, 0), 24},
                                         {v4(192, 88, 99, 0), 24},
                                         {v4(192, 168, 0, 0), 16},
                                         {v4(198, 18, 0, 0), 15},
                                         {v4(198, 51, 100, 0), 24},
                                         {v4(203, 0, 113, 0), 24},
                                         {v4(224, 0, 0, 0), 4},
                                         {v4(240, 0, 0, 0), 4}}};

bool is_public_v4(std::uint32_t number) {
  return std::ranges::none_of(special, [&](const Block& block) {
    return (number ^ block.network) >> (32 - block.prefix) == 0;
  });
}

std::uint32_t v4_at(const address_v6::bytes_type& bytes, std::size_t at) {
  return v4(bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]);
}

bool begins_with(const address_v6::bytes_type& bytes, std::initializer_list<unsigned> wanted) {
  return std::equal(wanted.begin(), wanted.end(), bytes.begin());
}

bool is_public_v6(const address_v6& address) {
  const auto bytes = address.to_bytes();
  const auto all_zero = [&](std::size_t from, std::size_t to) {
    return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                       bytes.begin() + static_cast<std::ptrdiff_t>(to),
                       [](unsigned byte) { return byte == 0; });
  };
  if (address.is_v4_mapped()) return is_public_v4(v4_at(bytes, 12));
  // NAT64, RFC 6052: 64:ff9b::/96.
  if (begins_with(bytes, {0, 0x64, 0xff, 0x9b}) && all_zero(4, 12)) {
    return is_public_v4(v4_at(bytes, 12));
  }
  if (bytes[0] >> 5 != 1) return false;  // outside of 2000::/3
  if (begins_with(bytes, {0x20, 0x02})) return is_public_v4(v4_at(bytes, 2));  // 6to4
  if (begins_with(bytes, {0x20, 0x01}) && bytes[2] < 2) return false;          // 2001::/23
  if (begins_with(bytes, {0x20, 0x01, 0x0d, 0xb8})) return false;
  return !(begins_with(bytes, {0x3f, 0xff}) && bytes[2] >> 4 == 0);  // 3fff::/20
}

}  // namespace

bool is_public(const address& address) {
  return address.is_v4() ? is_public_v4(address.to_v4().to_uint()) : is_public_v6(address.to_v6());
}

}  // namespace ledger::webhooks
