import hashlib
import io
from dataclasses import dataclass

from django.http import FileResponse


@dataclass(frozen=True)
class MadeFile:
    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def download(self) -> FileResponse:
        file = io.BytesIO(self.content)
        return FileResponse(file, content_type=self.content_type, as_attachment=True, filename=self.name)
