// Any bytes as gzip data: the same content or the same fault whatever the reads; what was packed comes back.
#include <zlib.h>

#include "engine/ingest/gzip_stream.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/parsers/support/documents.h"

namespace reg2graph::fuzz {
namespace {

constexpr size_t kMostContent = size_t{1} << 20;

struct Content {
  std::string bytes;
  absl::Status status;
};

// At most kMostContent, read in pieces of `room` from data that comes in pieces of `step`.
Content Unpack(std::string_view data, size_t step, size_t room) {
  GzipStream stream(std::make_unique<TextStream>(data, step), "file");
  Content content;
  std::string piece(room, '\0');
  while (content.bytes.size() < kMostContent) {
    const absl::StatusOr<size_t> got = stream.Read(piece.data(), piece.size());
    content.status = got.status();
    if (!got.ok() || *got == 0) break;
    FUZZ_REQUIRE(*got <= room, "more than there is room for");
    content.bytes.append(piece, 0, *got);
  }
  content.bytes.resize(std::min(content.bytes.size(), kMostContent));
  return content;
}

std::string Pack(std::string_view text) {
  z_stream z{};
  FUZZ_REQUIRE(deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 1, Z_DEFAULT_STRATEGY) == Z_OK, "no memory");
  std::string packed(deflateBound(&z, text.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(packed.data());
  z.avail_out = static_cast<uInt>(packed.size());
  FUZZ_REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END, "not packed");
  packed.resize(z.total_out);
  deflateEnd(&z);
  return packed;
}

}  // namespace

FUZZ_TARGET(gzip) {
  const uint8_t choice = TakeChoice(input);
  const Content whole = Unpack(input, std::string_view::npos, kMostContent);
  const Content stepwise = Unpack(input, 1 + choice % 16, 1 + 4 * choice);
  FUZZ_REQUIRE(whole.bytes == stepwise.bytes, "other reads, another content");
  const bool ended = whole.bytes.size() < kMostContent;
  FUZZ_REQUIRE(!ended || stepwise.status == whole.status, "other reads, another fault");

  const std::string packed = Pack(input);
  FUZZ_REQUIRE(Unpack(packed, 1 + choice, 1000).bytes == input, "another content than was packed");
  const std::string twice = packed + packed;
  FUZZ_REQUIRE(Unpack(twice, 1 + choice, 1000).bytes == std::string(input) + std::string(input),
               "another content than was packed twice");
  FUZZ_REQUIRE(
      !Unpack(std::string_view(packed).substr(0, packed.size() * choice / 256), 100, 1000).status.ok(),
      "cut off, and no fault");
}

}  // namespace reg2graph::fuzz
