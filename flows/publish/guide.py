"""The part of a release's README that is the same in all: how to load the files and how to read the values."""

GUIDE = """
## 如何读取 How to load

Parquet 保留类型，供程序使用；CSV 供表格软件使用。两者内容相同。
Parquet keeps the types and is for programs; CSV is for spreadsheets. Both hold the same rows.

**pandas**

```python
import pandas as pd

targets = pd.read_parquet("parquet/targets.parquet")
# or from CSV; dtype keeps codes that look like numbers, the other two keep words such as NA
documents = pd.read_csv("csv/documents.csv", dtype={"region_code": str}, keep_default_na=False, na_values=[""])
```

**DuckDB**

```sql
SELECT d.title, t.indicator, t.comparator, t.value, t.unit, t.deadline_year
FROM 'parquet/targets.parquet' t JOIN 'parquet/documents.parquet' d USING (doc_id);
```

CSV 的行若长于 2 MB（极长的 `segments.text`），读 CSV 需给 `max_line_size`；读 Parquet 则不必。
A CSV line longer than 2 MB (a very long `segments.text`) needs `max_line_size`; Parquet needs nothing.

**Excel, WPS**: 打开 `plans.xlsx`（若有）：每表一页，编号按文本保存，数据字典在前。
也可直接打开 csv/ 中的文件，但文本形式的编号（如 `path` 的 2.10、`region_code` 的 000000）会被当作数字显示；
需要原样时用“数据 → 自文本/CSV”导入，并把这些列设为文本。单元格最多 32,767 个字符，`segments.text` 可能更长。
Open `plans.xlsx`, where it is there: a sheet a table, codes kept as text, the dictionary in front.
The files in csv/ open, too, but codes that look like numbers (2.10 in `path`, 000000 in `region_code`) are shown as
numbers; to keep them, import with Data → From Text/CSV and set those columns to text. A cell holds 32,767 characters at
most; `segments.text` may be longer.

**PostgreSQL**

```sql
\\copy targets FROM 'csv/targets.csv' WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')
```

**核对 To check**: `sha256sum -c SHA256SUMS`; `frictionless validate datapackage.json`.

## 如何理解 How to read

- **空值 Null**：原文没有给出的值为空；CSV 中是空单元格。表中没有空字符串。
  What the text does not give is null, an empty cell in CSV. There are no empty strings.
- **位置 Offsets**：`start`、`end` 是 `text/<source_id>.txt` 中的 Unicode 码点位置（从 0 起，含起点，不含终点）；
  该段规整后即为该行的文字。
  `start` and `end` count Unicode code points in `text/<source_id>.txt` from 0, the end exclusive; that stretch,
  cleaned, is the row's text. Newlines count as they are in the file, so read it without translating them
  (in Python `open(…, encoding="utf-8", newline="")`).
- **列表 Lists**：Parquet 中是 list<string>；CSV 中各项以 `|` 相连，项内不会出现该符号（写作 ｜）。
  list<string> in Parquet; in CSV the items are joined by `|`, which never stands inside an item (it is written ｜).
- **日期 Dates**：真正的日期类型；CSV 中为 ISO 8601（2017-08-02）。
  Real dates; ISO 8601 in CSV.
- **公式防护 Defused cells**：CSV 中以 `=`、`+`、`-`、`@`（及其全角形式）、制表符或换行符开头的文本单元格，
  前面加一个撇号 `'`，以免表格软件当作公式执行；以撇号开头的也加一个。去掉一个开头的撇号即得原文。
  只有一个字符的单元格（如比较关系 `=`）不变；数值列中的负数不受影响。
  In CSV a text cell that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a line break has an
  apostrophe `'` in front, so that no spreadsheet runs it as a formula; so has one that begins with an apostrophe. Take
  one leading apostrophe off to get the text back. Cells of a single character (the comparator `=`) stay as they are,
  and negative numbers in columns of numbers are not touched. Parquet has the values as they are.
"""
