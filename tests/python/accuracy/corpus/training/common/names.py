BASE = "google/vit-base-patch16-224"
STUDENT = "WinKawaks/vit-tiny-patch16-224"
TEACHERS = ["google/vit-large-patch16-224", "microsoft/beit-large-patch16-224"]


class Names:
    PROCESSOR = "google/vit-base-patch16-224-in21k"
