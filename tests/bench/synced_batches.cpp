// synced_batches DIR BYTES BATCH COUNT: RocksDB's own ceiling: COUNT batches of BATCH values of
// BYTES bytes, each batch synced. Prints values a second.

#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include <rocksdb/db.h>

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: synced_batches DIR BYTES BATCH COUNT\n";
    return 2;
  }
  const std::string value(std::stoul(argv[2]), 'x');
  const auto batch_size = std::stoul(argv[3]);
  const auto count = std::stoul(argv[4]);
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  const auto status = rocksdb::DB::Open(options, argv[1], &opened);
  const std::unique_ptr<rocksdb::DB> db(opened);
  if (!status.ok()) {
    std::cerr << status.ToString() << '\n';
    return 1;
  }
  rocksdb::WriteOptions synced;
  synced.sync = true;
  std::uint64_t key = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned long i = 0; i < count; ++i) {
    rocksdb::WriteBatch batch;
    for (unsigned long j = 0; j < batch_size; ++j) {
      std::uint64_t big_endian = __builtin_bswap64(key++);
      batch.Put(rocksdb::Slice(reinterpret_cast<const char*>(&big_endian), sizeof big_endian),
                value);
    }
    if (!db->Write(synced, &batch).ok()) return 1;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("%.0f\n", static_cast<double>(count * batch_size) / took.count());
}
