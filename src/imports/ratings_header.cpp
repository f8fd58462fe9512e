#include "imports/ratings_header.h"

namespace mien::imports {

namespace {

const ColumnNames kColumnNames[RatingsHeader::kColumns] = {
    {"content",
     true,
     {"content", "contentid", "product", "productid", "item", "itemid", "asset", "assetid",
      "campaign", "creative"}},
    {"time",
     true,
     {"time", "timestamp", "date", "datetime", "createdat", "created", "submittedat", "ratedat",
      "when", "timeofday", "hour"},
     {"date", "day"}},
    {"rating", true, {"rating", "score", "stars", "value", "vote", "answer"}},
    {"camera", false, {"camera", "cameraid", "device", "location", "place", "kiosk"}},
    {"scale", false, {"scale", "outof", "maxrating", "maximum"}},
    {"id", false, {"id", "ratingid", "responseid", "rowid", "answerid"}},
};

}  // namespace

RatingsHeader::RatingsHeader(const CsvRecord& record, const std::string& file,
                             std::vector<std::string>& ignored)
    : TableHeader(record, kColumnNames, file, ignored) {}

}  // namespace mien::imports
