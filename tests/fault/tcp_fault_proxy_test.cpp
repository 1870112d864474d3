// The proxy that stands between a client and a server, and each of its faults.

#include "tests/support/tcp_fault_proxy.hpp"

#include <thread>

#include <gmock/gmock.h>

#include "tests/fault/loopback_peer.hpp"
#include "tests/support/held_port.hpp"

namespace ledger::fault {
namespace {

using support::TcpFaultProxy;
using support::Way;
using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

/// A client and a server with the proxy between them.
class TcpFaultProxyOnLoopback : public testing::Test {
 protected:
  struct Pair {
    LoopbackPeer client;
    LoopbackPeer server;
  };
  Pair connected() {
    auto client = connect_to(proxy.port());
    if (!client) throw std::runtime_error("the proxy refuses");
    return {std::move(*client), listener.accept()};
  }
  /// Waits until `holds(counts)`; false when ten seconds are over.
  template <typename Holds>
  bool count_until(Holds holds) {
    const auto until = Clock::now() + 10s;
    while (!holds(proxy.counts())) {
      if (Clock::now() > until) return false;
      std::this_thread::sleep_for(1ms);
    }
    return true;
  }

  LoopbackListener listener;
  TcpFaultProxy proxy{listener.port()};
};

TEST_F(TcpFaultProxyOnLoopback, PassesBytesBothWaysAndCountsThem) {
  const auto [client, server] = connected();
  const std::string large(3'000'000, 'x');
  std::jthread sender([&] { client.send(large); });
  EXPECT_EQ(server.receive(large.size()), large);
  server.send("answer");
  EXPECT_EQ(client.receive(6), "answer");
  // Bytes can be there a moment before they are counted.
  EXPECT_TRUE(count_until([&](const auto& counts) {
    return counts.to_server.passed_bytes == large.size() && counts.to_client.passed_bytes == 6;
  }));
  const auto counts = proxy.counts();
  EXPECT_EQ(counts.to_server.dropped_bytes + counts.to_client.dropped_bytes, 0U);
  EXPECT_EQ(counts.taken, 1U);
  EXPECT_EQ(counts.open, 1U);
}

TEST_F(TcpFaultProxyOnLoopback, PassesTheEndOfEachSideOn) {
  const auto [client, server] = connected();
  client.send("last");
  client.end();
  EXPECT_EQ(server.receive(4), "last");
  EXPECT_EQ(server.ending(), Ending::closed);
  server.send("and yet an answer");
  server.end();
  EXPECT_EQ(client.receive(17), "and yet an answer");
  EXPECT_EQ(client.ending(), Ending::closed);
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.open == 0; }));
  EXPECT_EQ(proxy.counts().taken, 1U);
}

TEST_F(TcpFaultProxyOnLoopback, PassesAResetOn) {
  auto [client, server] = connected();
  server.send("unread");
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_client.passed_bytes == 6; }));
  // Closed with bytes unread: the kernel resets.
  {
    const LoopbackPeer gone(std::move(client));
  }
  EXPECT_EQ(server.ending(), Ending::reset);
}

TEST_F(TcpFaultProxyOnLoopback, DelaysOneWayAlone) {
  const auto [client, server] = connected();
  proxy.delay(Way::to_client, 300ms);
  const auto begin = Clock::now();
  client.send("?");
  EXPECT_EQ(server.receive(1), "?");
  const auto arrived = Clock::now();
  server.send("!");
  EXPECT_EQ(client.receive(1), "!");
  EXPECT_GE(Clock::now() - arrived, 299ms);
  EXPECT_LT(arrived - begin, 299ms);
}

TEST_F(TcpFaultProxyOnLoopback, DelaysWhatFollowsNoLongerThanTheFirst) {
  const auto [client, server] = connected();
  proxy.delay(Way::to_server, 200ms);
  const auto begin = Clock::now();
  std::string all;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    client.send({letter});
    all += letter;
    // One by one, or they would come to the proxy as one.
    EXPECT_TRUE(count_until([&](const auto& counts) {
      return counts.to_server.held_bytes + counts.to_server.passed_bytes == all.size();
    }));
  }
  EXPECT_EQ(server.receive(all.size()), all);
  EXPECT_LT(Clock::now() - begin, 2600ms);
}

TEST_F(TcpFaultProxyOnLoopback, PassesWhatWasHeldBackWhenTheDelayEnds) {
  const auto [client, server] = connected();
  proxy.delay(Way::to_server, 1h);
  client.send("held");
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_server.held_bytes == 4; }));
  EXPECT_EQ(server.receive(1, 50ms), "");
  proxy.pass(Way::to_server);
  EXPECT_EQ(server.receive(4), "held");
}

TEST_F(TcpFaultProxyOnLoopback, DropsOneWayAndTellsNobody) {
  const auto [client, server] = connected();
  proxy.drop(Way::to_server);
  client.send("lost");
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_server.dropped_bytes == 4; }));
  server.send("other way");
  EXPECT_EQ(client.receive(9), "other way");
  client.end();
  EXPECT_EQ(server.ending(100ms), Ending::none);
  EXPECT_EQ(client.ending(100ms), Ending::none);
  EXPECT_EQ(proxy.counts().to_server.passed_bytes, 0U);
  EXPECT_EQ(proxy.counts().open, 1U);
}

TEST_F(TcpFaultProxyOnLoopback, DropsWhatADelayHeldBack) {
  const auto [client, server] = connected();
  proxy.delay(Way::to_server, 300ms);
  client.send("held");
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_server.held_bytes == 4; }));
  proxy.drop(Way::to_server);
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_server.dropped_bytes == 4; }));
  EXPECT_EQ(server.receive(1, 500ms), "");
}

TEST_F(TcpFaultProxyOnLoopback, NeverPassesAgainWhereBytesWereLost) {
  const auto [client, server] = connected();
  const auto [lucky_client, lucky_server] = connected();
  proxy.drop(Way::to_server);
  client.send("lost");
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_server.dropped_bytes == 4; }));
  proxy.pass(Way::to_server);
  lucky_client.send("none lost");
  EXPECT_EQ(lucky_server.receive(9), "none lost");
  client.send("more");
  EXPECT_TRUE(count_until([](const auto& counts) { return counts.to_server.dropped_bytes == 8; }));
  EXPECT_EQ(server.ending(100ms), Ending::none);
}

TEST_F(TcpFaultProxyOnLoopback, ResetTellsAllAndRefusesTheNext) {
  const auto [client, server] = connected();
  proxy.reset();
  EXPECT_EQ(client.ending(), Ending::reset);
  EXPECT_EQ(server.ending(), Ending::reset);
  EXPECT_FALSE(connect_to(proxy.port()));
  EXPECT_EQ(proxy.counts().open, 0U);
  proxy.take();
  const auto [later_client, later_server] = connected();
  later_client.send("again");
  EXPECT_EQ(later_server.receive(5), "again");
}

TEST_F(TcpFaultProxyOnLoopback, AConnectionThatIsNotTakenWaits) {
  const auto [client, server] = connected();
  proxy.stop_taking();
  const auto waiting = connect_to(proxy.port());
  ASSERT_TRUE(waiting);
  waiting->send("patience");
  EXPECT_EQ(waiting->ending(100ms), Ending::none);
  client.send("goes on");
  EXPECT_EQ(server.receive(7), "goes on");
  EXPECT_EQ(proxy.counts().taken, 1U);
  proxy.take();
  EXPECT_EQ(listener.accept().receive(8), "patience");
}

TEST_F(TcpFaultProxyOnLoopback, WithoutAServerItResetsTheClient) {
  TcpFaultProxy lonely;
  EXPECT_EQ(connect_to(lonely.port()).value().ending(), Ending::reset);
  lonely.forward_to(listener.port());
  const auto client = connect_to(lonely.port());
  client.value().send("found");
  EXPECT_EQ(listener.accept().receive(5), "found");
}

TEST_F(TcpFaultProxyOnLoopback, AServerThatRefusesIsAResetForTheClient) {
  std::uint16_t closed = 0;
  {
    closed = LoopbackListener().port();
  }
  proxy.forward_to(closed);
  EXPECT_EQ(connect_to(proxy.port()).value().ending(), Ending::reset);
}

}  // namespace
}  // namespace ledger::fault
