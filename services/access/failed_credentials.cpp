#include "services/access/failed_credentials.hpp"

#include "services/access/problems.hpp"

namespace ledger::access {
namespace {

using boost::asio::ip::address;

std::string network_of(const address& client) {
  if (client.is_v4()) return client.to_string();
  auto v6 = client.to_v6();
  if (v6.is_v4_mapped()) {
    return make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
  }
  const auto bytes = v6.to_bytes();
  return {bytes.begin(), bytes.begin() + 8};
}

}  // namespace

std::optional<std::string> peer_of(const http::Request& request, const http::TrustedPeers& peers) {
  auto client = request.peer;
  if (peers.contains(client)) {
    const auto said = peers.client_of(request);
    if (said.empty()) return std::nullopt;
    client = boost::asio::ip::make_address(said);
  }
  if (client.is_unspecified()) return std::nullopt;
  return network_of(client);
}

std::optional<http::Problem> FailedCredentials::note(std::optional<std::string> peer, Time now,
                                                     At at) {
  ++seen_;
  if (!peer) return std::nullopt;
  std::optional<std::chrono::nanoseconds> wait;
  if (at == At::sign_in) wait = sign_ins_.take(*peer, sign_in_rate, now);
  if (!wait && limits_.per_s != 0) {
    const std::chrono::nanoseconds second = std::chrono::seconds(1);
    wait = requests_.take(*std::move(peer), {second / limits_.per_s, limits_.burst}, now);
  }
  if (!wait) return std::nullopt;
  ++limited_;
  return too_many_failures(std::chrono::ceil<std::chrono::seconds>(*wait));
}

}  // namespace ledger::access
