"""Refusals: an upload, its form, and a form that contradicts its file."""

from devsper_registry.errors.refusal import Kind, RegistryError


class FileExists(RegistryError):
    # twine, poetry and pdm look for the words "already exist".
    kind = Kind.INVALID
    code = "file.exists"
    sentence = (
        "File already exists ('{filename}', with sha256 hash '{sha256}'): "
        "publish changed content under a new version."
    )


class FilenameUsed(RegistryError):
    kind = Kind.INVALID
    code = "file.name-used"
    sentence = (
        "The filename '{filename}' was used by a file that has since been deleted, and is never "
        "given out again: publish under a new version."
    )


class PackageClosed(RegistryError):
    kind = Kind.FORBIDDEN
    code = "package.closed"
    sentence = (
        "The package '{package}' is {status} and takes no uploads: ask its owners to reactivate it."
    )


class FileTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "file.too-large"
    sentence = (
        "The file is larger than {limit} MB: make it smaller, "
        "or ask the administrator to raise MAX_UPLOAD_SIZE_MB."
    )


class SecondSdist(RegistryError):
    kind = Kind.INVALID
    code = "file.second-sdist"
    sentence = (
        "The release {version} of '{package}' has an sdist already, and a release has one: "
        "publish under a new version."
    )


class UploadByPostOnly(RegistryError):
    kind = Kind.METHOD_NOT_ALLOWED
    code = "upload.post-only"
    sentence = "This is the upload endpoint, which takes POST: the simple index is at /simple/."


class UploadStalled(RegistryError):
    kind = Kind.INVALID
    code = "upload.stalled"
    sentence = "Nothing of the upload has arrived for {seconds} seconds: send it again."


class UploadNotMultipart(RegistryError):
    kind = Kind.INVALID
    code = "upload.not-multipart"
    sentence = "An upload is a POST of multipart/form-data: use a tool such as twine or uv publish."


class UploadMalformed(RegistryError):
    kind = Kind.INVALID
    code = "upload.malformed"
    sentence = "The upload's multipart form is broken or cut short ({problem}): send it again."


class UploadFieldTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "upload.field-too-large"
    sentence = "The form field '{field}' is larger than {limit} MB: shorten it."


class UploadFormTooLarge(RegistryError):
    kind = Kind.TOO_LARGE
    code = "upload.form-too-large"
    sentence = "The form fields are larger than {limit} MB together: shorten the metadata."


class UploadTooManyFields(RegistryError):
    kind = Kind.TOO_LARGE
    code = "upload.too-many-fields"
    sentence = "The form has more than {limit} fields: shorten the metadata."


class UploadFieldNotText(RegistryError):
    kind = Kind.INVALID
    code = "upload.field-not-text"
    sentence = "The form field '{field}' is not UTF-8: upload with a current tool."


class UploadFieldIsFile(RegistryError):
    kind = Kind.INVALID
    code = "upload.field-is-file"
    sentence = "The form field '{field}' takes no file: send the distribution as 'content'."


class UploadWithoutFile(RegistryError):
    kind = Kind.INVALID
    code = "upload.no-file"
    sentence = "The upload has no file: send the distribution as the form's 'content'."


class UploadOfTwoFiles(RegistryError):
    kind = Kind.INVALID
    code = "upload.two-files"
    sentence = "The upload has more than one file: send each distribution in a request of its own."


class UploadActionMissing(RegistryError):
    kind = Kind.INVALID
    code = "upload.action-missing"
    sentence = "The form does not say what to do: set ':action' to 'file_upload'."


class UploadActionUnknown(RegistryError):
    kind = Kind.INVALID
    code = "upload.action-unknown"
    sentence = "The action '{action}' is unknown here: set ':action' to 'file_upload'."


class UploadActionGone(RegistryError):
    kind = Kind.GONE
    code = "upload.action-gone"
    sentence = (
        "The action '{action}' is of another age: upload the files themselves, "
        "with a tool such as twine or uv publish."
    )


class UploadProtocolUnknown(RegistryError):
    kind = Kind.INVALID
    code = "upload.protocol"
    sentence = "The protocol_version '{version}' is unknown here: send '1', or leave it out."


class UploadFieldMissing(RegistryError):
    kind = Kind.INVALID
    code = "upload.field-missing"
    sentence = (
        "The form field '{field}' is missing: upload with a tool such as twine or uv publish."
    )


class UploadFiletypeUnknown(RegistryError):
    kind = Kind.INVALID
    code = "upload.filetype"
    sentence = "The filetype '{filetype}' is unknown here: it is 'bdist_wheel' or 'sdist'."


class UploadDigestMissing(RegistryError):
    kind = Kind.INVALID
    code = "upload.digest-missing"
    sentence = "The form has no digest: send sha256_digest, blake2_256_digest or md5_digest."


class UploadDigestWrong(RegistryError):
    kind = Kind.INVALID
    code = "upload.digest-wrong"
    sentence = (
        "The {algorithm} digest of the form is not that of the file, which must have been "
        "changed or damaged on the way: send it again."
    )


class UploadElsewhere(RegistryError):
    kind = Kind.INVALID
    code = "upload.other-package"
    sentence = "This address takes files of '{expected}' only, not of '{found}'."


class UploadInterrupted(RegistryError):
    # The sweeper took the file's bytes between their arrival and their entry in the database.
    kind = Kind.UNAVAILABLE
    code = "upload.interrupted"
    sentence = "The file was lost on the way into the storage: send it again."


class TooManyInspections(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "upload.too-many-inspections"
    sentence = "Too many uploads wait to be inspected: send the file again in a moment."


class InspectionInterrupted(RegistryError):
    kind = Kind.UNAVAILABLE
    code = "upload.inspection-interrupted"
    sentence = "The inspection of '{filename}' was interrupted: send the file again."


class InspectionTooCostly(RegistryError):
    kind = Kind.INVALID
    code = "upload.inspection-too-costly"
    sentence = (
        "It takes more {what} to read '{filename}' than a file of its size is worth: build it "
        "again with a current build tool, and with fewer or smaller entries."
    )


class FormNameMismatch(RegistryError):
    kind = Kind.INVALID
    code = "form.name-mismatch"
    sentence = (
        "The form says that the package is '{found}', but the file is of '{expected}': upload"
        " with a current tool, which reads the file."
    )


class FormVersionMismatch(RegistryError):
    kind = Kind.INVALID
    code = "form.version-mismatch"
    sentence = (
        "The form says that the version is '{found}', but the file is of '{expected}': upload"
        " with a current tool, which reads the file."
    )


class FormFiletypeMismatch(RegistryError):
    kind = Kind.INVALID
    code = "form.filetype-mismatch"
    sentence = (
        "The form says that the filetype is '{found}', but '{filename}' is of '{expected}': "
        "upload with a current tool, which reads the file."
    )
